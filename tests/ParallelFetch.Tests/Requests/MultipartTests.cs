using System.Management.Automation;
using System.Security.Cryptography;
using System.Text.Json;
using LoopbackServer.Client;
using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests.Requests;

/// <summary>-Form: what a server's own reader of multipart/form-data makes of it.</summary>
public sealed class MultipartTests(ServerFixture fixture) : RequestTest(fixture), IDisposable
{
    private readonly TemporaryFolder _folder = new();

    void IDisposable.Dispose()
    {
        Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Fields_are_parts_with_their_text()
    {
        JsonElement[] parts = PartsOf("([ordered]@{ text = 'Grüße 日本'; number = 1.5; nothing = $null; empty = '' })");

        Assert.Equal(["text", "number", "nothing", "empty"], parts.Select(Name));
        Assert.Equal(["Grüße 日本", "1.5", "", ""], parts.Select(Text));
        Assert.All(parts, part => Assert.Equal(JsonValueKind.Null, part.GetProperty("contentType").ValueKind));
        Assert.All(parts, part => Assert.Equal(JsonValueKind.Null, part.GetProperty("fileName").ValueKind));
    }

    [Fact]
    public void A_file_is_a_part_with_its_name_and_bytes()
    {
        byte[] content = RandomNumberGenerator.GetBytes(100_000);
        Session.With("file", new FileInfo(_folder.Write("data.bin", content)));

        JsonElement part = Assert.Single(PartsOf("@{ upload = $file }"));

        Assert.Equal("upload", Name(part));
        Assert.Equal("data.bin", part.GetProperty("fileName").GetString());
        Assert.Equal("application/octet-stream", part.GetProperty("contentType").GetString());
        Assert.Equal(100_000, part.GetProperty("length").GetInt64());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(content)), part.GetProperty("sha256").GetString());
    }

    [Fact]
    public void What_Get_Item_makes_of_a_path_is_a_file()
    {
        Session.With("path", _folder.Write("note.txt", "note"u8.ToArray()));

        JsonElement part = Assert.Single(PartsOf("@{ upload = $ExecutionContext.InvokeProvider.Item.Get($path) }"));

        Assert.Equal(("note.txt", "note"), (part.GetProperty("fileName").GetString(), Text(part)));
    }

    [Fact]
    public void A_list_is_one_part_for_each_item()
    {
        Session.With("one", new FileInfo(_folder.Write("1.txt", "first"u8.ToArray()))).With("two", new FileInfo(_folder.Write("2.txt", "second"u8.ToArray())));

        JsonElement[] parts = PartsOf("([ordered]@{ file = $one, $two; tag = 'a', 'b' })");

        Assert.Equal(["file", "file", "tag", "tag"], parts.Select(Name));
        Assert.Equal(["first", "second", "a", "b"], parts.Select(Text));
    }

    [Fact]
    public void Bytes_are_a_part_of_bytes()
    {
        JsonElement part = Assert.Single(PartsOf("@{ raw = [byte[]](0, 255, 10) }"));

        Assert.Equal("application/octet-stream", part.GetProperty("contentType").GetString());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData([0, 255, 10])), part.GetProperty("sha256").GetString());
    }

    [Fact]
    public async Task Names_are_utf_8_with_quotes_and_line_breaks_escaped_as_browsers_do()
    {
        Session.With("file", new FileInfo(_folder.Write("bö\"se.txt", [])));

        RecordedRequest sent = await OneSentByAsync("Start-ParallelFetch \"${http}echo\" -Method Post -Form ([ordered]@{ \"quo`\"te`r`nbreak\" = 'v'; 'näme 日本' = $file })");

        Assert.Contains("form-data; name=\"quo%22te%0D%0Abreak\"", sent.Text, StringComparison.Ordinal);
        Assert.Contains("form-data; name=\"näme 日本\"; filename=\"bö%22se.txt\"", sent.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("filename*", sent.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_content_type_has_a_boundary_that_the_body_uses_and_the_length_is_announced()
    {
        RecordedRequest sent = await OneSentByAsync("Start-ParallelFetch \"${http}echo\" -Method Post -Form @{ a = 'b' }");

        string type = sent.Headers.Text("Content-Type")!;
        Assert.Matches("^multipart/form-data; boundary=[A-Za-z0-9-]{1,70}$", type);
        string boundary = type[(type.IndexOf('=', StringComparison.Ordinal) + 1)..];
        Assert.StartsWith($"--{boundary}\r\n", sent.Text, StringComparison.Ordinal);
        Assert.EndsWith($"\r\n--{boundary}--\r\n", sent.Text, StringComparison.Ordinal);
        Assert.Equal(sent.Body.Length.ToString(System.Globalization.CultureInfo.InvariantCulture), sent.Headers.Text("Content-Length"));
    }

    [Fact]
    public async Task A_form_goes_with_the_method_given_and_to_every_url()
    {
        Session.With("file", new FileInfo(_folder.Write("same.txt", "the same for all"u8.ToArray())));

        IReadOnlyList<RecordedRequest> sent = await SentByAsync("1..10 | ForEach-Object { \"${http}echo?$_\" } | Start-ParallelFetch -Method Put -Form @{ file = $file }");

        Assert.Equal(10, sent.Count);
        Assert.All(sent, request => Assert.Equal("PUT", request.Method));
        Assert.All(sent, request => Assert.Contains("the same for all", request.Text, StringComparison.Ordinal));
    }

    [Fact]
    public void A_custom_object_will_do_as_a_form() =>
        Assert.Equal(["x", "y"], PartsOf("([pscustomobject]@{ a = 'x'; b = 'y' })").Select(Text));

    [Fact]
    public async Task A_file_that_is_not_there_is_one_error_that_names_it()
    {
        Session.With("file", new FileInfo(Path.Combine(_folder.FullName, "missing.txt")));

        ErrorRecord error = await RefusedAsync("Start-ParallelFetch \"${http}echo\" -Method Post -Form @{ file = $file }", "InFileFailed");

        Assert.Contains("missing.txt", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_that_is_no_dictionary_is_one_error_that_names_its_type_and_does_not_show_it()
    {
        ErrorRecord error = await RefusedAsync("Start-ParallelFetch \"${http}echo\" -Method Post -Form 'text'", "InvalidBody");

        Assert.Contains("of the type String", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("'text'", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_content_type_among_the_headers_is_refused_because_only_the_form_knows_its_boundary() =>
        await RefusedAsync("Start-ParallelFetch \"${http}echo\" -Method Post -Form @{ a = 'b' } -Headers @{ 'Content-Type' = 'multipart/form-data' }", "InvalidBody");

    [Fact]
    public void A_large_file_arrives_whole()
    {
        byte[] content = new byte[5_000_000];
        new Random(1).NextBytes(content);
        Session.With("file", new FileInfo(_folder.Write("large.bin", content)));

        JsonElement part = Assert.Single(PartsOf("@{ large = $file }"));

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(content)), part.GetProperty("sha256").GetString());
    }

    private JsonElement[] PartsOf(string form)
    {
        JsonElement echo = Echo(RunWell($"Start-ParallelFetch \"${{http}}echo\" -Method Post -Form {form}").Output[0]);
        Assert.Equal(JsonValueKind.Null, echo.GetProperty("partsError").ValueKind);
        return [.. echo.GetProperty("parts").EnumerateArray()];
    }

    private static string? Name(JsonElement part) => part.GetProperty("name").GetString();

    private static string? Text(JsonElement part) => part.GetProperty("text").GetString();
}
