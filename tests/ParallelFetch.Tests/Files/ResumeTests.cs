using System.Management.Automation;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using LoopbackServer.Client;
using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests.Files;

public sealed class ResumeTests(ServerFixture fixture) : FileTest(fixture)
{
    private const string ToFile = "-Resume -OutFile \"$folder/a.bin\"";

    [Fact]
    public async Task A_part_is_continued_from_its_last_byte()
    {
        string url = CutUrl("a.bin", 100_000, 70_000);
        await RecordAsync();

        FetchBadly(url, ToFile, "ProtocolError");
        Assert.Equal([".a.bin.partial", ".a.bin.partial.info"], Names);
        PSObject result = FetchWell(url, ToFile);

        Assert.Equal(["whole", "bytes=69999-"], await RangesAsync());
        RecordedRequest second = (await RecordedAsync())[1];
        Assert.Equal("\"v0\"", second.Headers.Text("If-Range"));
        Assert.Equal("identity", second.Headers.Text("Accept-Encoding"));
        Assert.Equal(Content(100_000), Read("a.bin"));
        Assert.Equal(["a.bin"], Names);
        Assert.Equal((206, true, 100_000L), (result.Get<int>("StatusCode"), result.Get<bool>("IsSuccess"), result.Get<long>("RawContentLength")));
    }

    [Theory]
    [InlineData("cutHow=reset")]
    [InlineData("cutHow=hold", "-OperationTimeoutSeconds 1")]
    public async Task Whatever_ended_the_first_run_the_second_goes_on(string options, string parameters = "")
    {
        string url = CutUrl("a.bin", 100_000, 70_000, options);
        Fetch(url, ToFile + " " + parameters);
        await RecordAsync();

        FetchWell(url, ToFile);

        Assert.Equal(["bytes=69999-"], await RangesAsync());
        Assert.Equal(Content(100_000), Read("a.bin"));
    }

    [Fact]
    public async Task What_a_stop_has_cut_off_is_continued()
    {
        string url = CutUrl("a.bin", 100_000, 70_000, "cutHow=hold");
        using (PowerShell shell = Session.Create($"Start-ParallelFetch '{url}' {ToFile}"))
        {
            shell.BeginInvoke();
            await WaitForLengthAsync(".a.bin.partial", 70_000);
            shell.Stop();
        }

        Assert.Equal([".a.bin.partial", ".a.bin.partial.info"], Names);
        await RecordAsync();
        FetchWell(url, ToFile);

        Assert.Equal(["bytes=69999-"], await RangesAsync());
        Assert.Equal(Content(100_000), Read("a.bin"));
    }

    [Fact]
    public async Task A_retry_of_the_same_call_goes_on_too()
    {
        await RecordAsync();

        PSObject result = FetchWell(FileUrl("a.bin", "cut=40000&cutTimes=2"), ToFile + " -MaximumRetryCount 3 -RetryIntervalSec 1");

        Assert.Equal(["whole", "bytes=39999-", "bytes=79998-"], await RangesAsync());
        Assert.Equal(3, result.Get<int>("Attempts"));
        Assert.Equal(Content(100_000), Read("a.bin"));
        Assert.Equal(["a.bin"], Names);
    }

    [Fact]
    public async Task In_a_directory_the_part_is_found_under_the_name_of_the_url()
    {
        string url = CutUrl("a.bin", 100_000, 70_000, "disposition=attachment; filename=named.bin");
        Fetch(url, "-Resume -OutDirectory $folder");
        Assert.Equal([".a.bin.partial", ".a.bin.partial.info"], Names);
        await RecordAsync();

        FetchWell(url, "-Resume -OutDirectory $folder");

        Assert.Equal(["bytes=69999-"], await RangesAsync());
        Assert.Equal(Content(100_000), Read("named.bin"));
        Assert.Equal(["named.bin"], Names);
    }

    [Fact]
    public void The_hash_is_that_of_both_parts()
    {
        string hash = Convert.ToHexString(SHA256.HashData(Content(100_000)));
        Fetch(CutUrl("a.bin", 100_000, 70_000), ToFile);
        Fetch(CutUrl("b.bin", 100_000, 70_000), "-Resume -OutFile \"$folder/b.bin\"");

        FetchWell(CutUrl("a.bin", 100_000, 70_000), $"{ToFile} -FileHash sha256:{hash}");
        FetchBadly(CutUrl("b.bin", 100_000, 70_000), $"-Resume -OutFile \"$folder/b.bin\" -FileHash sha256:{hash[2..]}00", "FileHashMismatch");

        Assert.Equal(Content(100_000), Read("a.bin"));
        Assert.Equal(["a.bin"], Names);
    }

    [Fact]
    public void The_largest_size_allowed_holds_for_both_parts()
    {
        string url = CutUrl("a.bin", 100_000, 70_000);
        Fetch(url, ToFile);

        FetchBadly(url, ToFile + " -MaximumBodySize 99999", "MaximumBodySizeExceeded");

        Assert.Empty(Names);
    }

    [Fact]
    public async Task Of_a_part_from_before_the_last_start_of_the_machine_only_what_was_flushed_counts()
    {
        string url = CutUrl("a.bin", 100_000, 70_000);
        Fetch(url, ToFile);
        JsonNode info = JsonNode.Parse(await File.ReadAllTextAsync(PathOf(".a.bin.partial.info"), Cancellation))!;
        info["Flushed"] = 5000;
        Write(".a.bin.partial.info", info.ToJsonString());
        byte[] part = Read(".a.bin.partial");
        Array.Clear(part, 5000, part.Length - 5000);
        Write(".a.bin.partial", part);
        File.SetLastWriteTimeUtc(PathOf(".a.bin.partial"), new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        await RecordAsync();

        FetchWell(url, ToFile);

        Assert.Equal(["bytes=4999-"], await RangesAsync());
        Assert.Equal(Content(100_000), Read("a.bin"));
    }

    [Theory]
    [InlineData("etag=W/\"weak\"&lastModified=")]
    [InlineData("etag=&lastModified=")]
    [InlineData("etag=&lastModified=now")]
    [InlineData("etag=&date=")]
    [InlineData("gzip=1")]
    public async Task Without_a_validator_that_tells_versions_apart_no_part_is_kept(string options)
    {
        string url = CutUrl("a.bin", 100_000, 70_000, options);
        await RecordAsync();

        FetchBadly(url, ToFile, "ProtocolError");
        Assert.Empty(Names);
        FetchWell(url, ToFile);

        Assert.Equal(["whole", "whole"], await RangesAsync());
        Assert.Equal(Content(100_000), Read("a.bin"));
    }

    [Theory]
    [InlineData("etag=")]
    [InlineData("etag=W/\"weak\"")]
    public async Task Without_a_strong_ETag_the_time_tells_versions_apart(string options)
    {
        string url = CutUrl("a.bin", 100_000, 70_000, options);
        Fetch(url, ToFile);
        await RecordAsync();

        FetchWell(url, ToFile);

        RecordedRequest request = Assert.Single(await RecordedAsync());
        Assert.Equal(("bytes=69999-", "Mon, 01 Jan 2024 00:00:00 GMT"), (request.Headers.Text("Range"), request.Headers.Text("If-Range")));
        Assert.Equal(Content(100_000), Read("a.bin"));
    }

    [Fact]
    public async Task A_part_of_another_url_is_not_continued()
    {
        Fetch(CutUrl("a.bin", 100_000, 70_000), ToFile);
        await RecordAsync();

        FetchWell(FileUrl("a.bin", "seed=7"), ToFile);

        Assert.Equal(["whole"], await RangesAsync());
        Assert.Equal(Content(100_000, 7), Read("a.bin"));
        Assert.Equal(["a.bin"], Names);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("{\"Owner\":\"OWNER\",\"ETag\":\"a\\r\\nX: y\",\"LastModified\":null}")]
    [InlineData("{\"Owner\":\"OWNER\",\"ETag\":null,\"LastModified\":\"x\\u0000\",\"IsTimeStrong\":true}")]
    [InlineData("{\"Owner\":\"OWNER\",\"ETag\":\"\",\"LastModified\":null}")]
    [InlineData("{\"Owner\":\"OWNER\",\"ETag\":\"not quoted, \\u0001\\u00e9\\ud83d\\ude00\",\"LastModified\":null}")]
    public void A_damaged_note_beside_a_part_does_no_harm(string info)
    {
        string url = CutUrl("a.bin", 100_000, 70_000);
        Fetch(url, ToFile);
        Write(".a.bin.partial.info", info.Replace("OWNER", OwnerOf(url), StringComparison.Ordinal));
        Write(".a.bin.partial", "garbage");

        FetchWell(url, ToFile);

        Assert.Equal(Content(100_000), Read("a.bin"));
        Assert.Equal(["a.bin"], Names);
    }

    [Fact]
    public async Task A_range_of_the_users_own_is_neither_continued_nor_kept_as_a_part()
    {
        string url = CutUrl("a.bin", 100_000, 30_000);
        FetchBadly(url, ToFile + " -Headers @{ Range = 'bytes=50000-' }", "ProtocolError");
        Assert.Empty(Names);
        await RecordAsync();

        FetchWell(url, ToFile);

        Assert.Equal(["whole"], await RangesAsync());
        Assert.Equal(Content(100_000), Read("a.bin"));
    }

    [Fact]
    public void A_range_of_the_users_own_is_a_file()
    {
        FetchWell(FileUrl("a.bin"), "-OutFile \"$folder/a.bin\" -Headers @{ Range = 'bytes=50000-' }");

        Assert.Equal(Content(100_000)[50_000..], Read("a.bin"));
    }

    [Fact]
    public async Task While_a_run_without_Resume_writes_no_note_says_that_it_can_be_continued()
    {
        // A kill would leave things as they are in the middle: a part of the one URL with the note of another.
        string first = CutUrl("a.bin", 100_000, 70_000);
        Fetch(first, ToFile);
        using PowerShell shell = Session.Create($"Start-ParallelFetch '{FileUrl("b.bin", "seed=5&cut=80000&cutHow=hold")}' -OutFile \"$folder/a.bin\"");
        shell.BeginInvoke();
        await WaitForLengthAsync(".a.bin.partial", 80_000);

        Assert.Equal([".a.bin.partial"], Names);
        shell.Stop();
    }
}
