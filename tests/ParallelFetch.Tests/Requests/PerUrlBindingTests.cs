using System.Collections;
using System.Management.Automation;
using System.Text.Json;
using LoopbackServer.Client;
using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests.Requests;

/// <summary>Jobs: objects whose properties say what to send to each URL.</summary>
public sealed class PerUrlBindingTests : RequestTest, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public PerUrlBindingTests(ServerFixture fixture)
        : base(fixture) => Session.With("file", _folder.Write("in.txt", "from a file"u8.ToArray())).With("json", (Func<string, object?>)FromJson);

    void IDisposable.Dispose()
    {
        Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Objects_of_all_kinds_drive_one_batch()
    {
        IReadOnlyList<RecordedRequest> sent = await SentByAsync("""
            [pscustomobject]@{ Url = "${http}echo/0" },
            [pscustomobject]@{ Url = "${http}echo/1"; Method = 'Post'; Body = 'text'; ContentType = 'text/plain' },
            [pscustomobject]@{ Url = "${http}echo/2"; Method = 'Put'; Body = @{ a = 1 }; ContentType = 'application/json'; Headers = @{ 'X-H' = '2' } },
            [pscustomobject]@{ Url = "${http}echo/3"; Body = @{ q = '3' } },
            [pscustomobject]@{ Url = "${http}echo/4"; Method = 'Post'; Form = @{ f = 'four' } },
            [pscustomobject]@{ Url = "${http}echo/5"; Method = 'Post'; InFile = $file },
            [pscustomobject]@{ Url = "${http}echo/6"; CustomMethod = 'REPORT' },
            "${http}echo/7",
            [pscustomobject]@{ Url = "${http}echo/8"; Method = 'Delete' } | Start-ParallelFetch -Throttle 1
            """);

        // Nothing of one job is left for the next.
        Assert.Equal(["GET", "POST", "PUT", "GET", "POST", "POST", "REPORT", "GET", "DELETE"], sent.Select(request => request.Method));
        Assert.Equal(["", "text", """{"a":1}""", "", null, "from a file", "", "", ""], sent.Select(request => request.Path == "/echo/4" ? null : request.Text));
        Assert.Contains("four", sent[4].Text, StringComparison.Ordinal);
        Assert.EndsWith("?q=3", sent[3].Target, StringComparison.Ordinal);
        Assert.Equal([null, "text/plain", "application/json", null, "multipart/form-data", "application/octet-stream", null, null, null], sent.Select(request => request.Headers.Text("Content-Type")?.Split(';')[0]));
        Assert.Equal([2], Enumerable.Range(0, 9).Where(n => sent[n].Headers.ContainsKey("X-H")));
    }

    [Fact]
    public async Task A_file_of_comma_separated_values_drives_a_batch()
    {
        // What Import-Csv makes: text in every column, empty where there is nothing.
        IReadOnlyList<RecordedRequest> sent = await SentByAsync("""
            function Row($Url, $Method, $CustomMethod, $Headers, $Body, $Form, $InFile, $ContentType, $Cookie) {
                [pscustomobject]@{ Url = $Url; Method = $Method; CustomMethod = $CustomMethod; Headers = $Headers; Body = $Body; Form = $Form; InFile = $InFile; ContentType = $ContentType; Cookie = $Cookie } }
            & { Row "${http}echo" '' '' '' '' '' '' '' ''
                Row "${http}echo" 'post' '' "X-One: 1`r`nX-Two: a: b`n`nX-One: 2" 'a,b' '' '' 'text/csv' ''
                Row "${http}echo" '' 'REPORT' '' '' '' '' '' ''
                Row "${http}echo" 'Put' '' '' '' '' $file '' '' } | Start-ParallelFetch -Throttle 1
            """);

        Assert.Equal(["GET", "POST", "REPORT", "PUT"], sent.Select(request => request.Method));
        Assert.Equal(["", "a,b", "", "from a file"], sent.Select(request => request.Text));
        Assert.Equal([null, "text/csv", null, null], sent.Select(request => request.Headers.Text("Content-Type")));
        Assert.Equal(("1, 2", "a: b"), (sent[1].Headers.Text("X-One"), sent[1].Headers.Text("X-Two")));
        Assert.False(sent[2].Headers.ContainsKey("X-One"));
    }

    [Fact]
    public async Task A_json_file_drives_a_batch()
    {
        IReadOnlyList<RecordedRequest> sent = await SentByAsync("""
            $json.Invoke('{ "Url": "' + $http + 'echo", "Method": "Post", "ContentType": "application/json", "Headers": { "X-A": "1", "X-B": ["2", "3"] }, "Body": { "deep": [ { "er": null } ] } }'),
            $json.Invoke('{ "Url": "' + $http + 'echo", "Method": "Post", "Form": { "a": "b" } }'),
            $json.Invoke('{ "Url": "' + $http + 'echo", "Method": null, "Headers": null, "Body": null, "Form": null, "InFile": null, "ContentType": null, "Cookie": null }') | Start-ParallelFetch -Throttle 1
            """);

        Assert.Equal("""{"deep":[{"er":null}]}""", sent[0].Text);
        Assert.Equal(("1", "2, 3"), (sent[0].Headers.Text("X-A"), sent[0].Headers.Text("X-B")));
        Assert.StartsWith("multipart/form-data", sent[1].Headers.Text("Content-Type"), StringComparison.Ordinal);
        Assert.Equal(("GET", ""), (sent[2].Method, sent[2].Text));
    }

    [Theory]
    [InlineData("-Method { $_.M }", "PUT")]
    [InlineData("-CustomMethod { $_.M }", "PUT")]
    public async Task A_method_comes_from_a_script_block(string option, string method) =>
        Assert.Equal(method, (await OneSentByAsync($"[pscustomobject]@{{ Url = \"${{http}}echo\"; M = 'Put' }} | Start-ParallelFetch {option}")).Method);

    [Theory]
    [InlineData("-Body { \"text $($_.N)\" }", "text 1", "text 2")]
    [InlineData("-Body { @{ n = $_.N } }", "n=1", "n=2")]
    [InlineData("-Body { @{ n = $_.N } } -ContentType application/json", "{\"n\":1}", "{\"n\":2}")]
    [InlineData("-Body { , [byte[]]((48 + $_.N), 33) }", "1!", "2!")]
    [InlineData("-Body { [pscustomobject]@{ n = $_.N } } -ContentType { 'application/json' }", "{\"n\":1}", "{\"n\":2}")]
    public async Task A_body_comes_from_a_script_block(string option, string one, string two)
    {
        IReadOnlyList<RecordedRequest> sent = await SentByAsync($"1..2 | ForEach-Object {{ [pscustomobject]@{{ Url = \"${{http}}echo\"; N = $_ }} }} | Start-ParallelFetch -Throttle 1 -Method Post {option}");

        Assert.Equal([one, two], sent.Select(request => request.Text));
    }

    [Fact]
    public async Task Everything_else_comes_from_script_blocks_as_well()
    {
        await RecordAsync();

        RunResult run = RunWell("""
            1..2 | Start-ParallelFetch -InOrder -Throttle 1 -Uri { "${http}echo" } -Method { 'Post' } -InFile { $file } -ContentType { "text/x-$_" } -Headers { @{ 'X-N' = $_ } } -Cookie { @{ N = $_ } }
            1..2 | Start-ParallelFetch -Throttle 1 -Uri { "${http}echo" } -Method { 'Post' } -Form { @{ n = "form $_" } }
            """);

        IReadOnlyList<RecordedRequest> sent = await RecordedAsync();
        Assert.Equal(["from a file", "from a file"], sent.Take(2).Select(request => request.Text));
        Assert.Equal(["text/x-1", "text/x-2"], sent.Take(2).Select(request => request.Headers.Text("Content-Type")));
        Assert.Equal(["1", "2"], sent.Take(2).Select(request => request.Headers.Text("X-N")));
        Assert.Equal([1, 2], run.Output.Take(2).Select(result => result.Get<Hashtable>("Cookie")!["N"]!.BaseOf()));
        Assert.Contains("form 1", sent[2].Text, StringComparison.Ordinal);
        Assert.Contains("form 2", sent[3].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Method = 'Nonsense'", "InvalidMethod", "Nonsense")]
    [InlineData("CustomMethod = 'A B'", "InvalidMethod", "A B")]
    [InlineData("Headers = 'no colon'", "InvalidHeader", "String")]
    [InlineData("Headers = @{ 'A B' = 'c' }", "InvalidHeader", "A B")]
    [InlineData("Headers = 42", "InvalidHeader", "Int32")]
    [InlineData("ContentType = 'no type'", "InvalidHeader", "no type")]
    [InlineData("Method = 'Post'; Body = [pscustomobject]@{ a = 1 }", "InvalidBody", "application/json")]
    [InlineData("Method = 'Post'; Body = 'x'; ContentType = 'text/plain; charset=nonsense'", "InvalidBody", "nonsense")]
    [InlineData("Method = 'Post'; Body = 'x'; Form = @{ a = 'b' }", "InvalidBody", "one body")]
    [InlineData("Method = 'Post'; Body = 'x'; InFile = 'y'", "InvalidBody", "one body")]
    [InlineData("Method = 'Post'; Form = 'text'", "InvalidBody", "text")]
    [InlineData("Method = 'Post'; Form = @{ a = 'b' }; ContentType = 'text/plain'", "InvalidBody", "ContentType")]
    [InlineData("Method = 'Post'; InFile = 'missing.txt'", "InFileFailed", "missing.txt")]
    [InlineData("Cookie = 'text'", "InvalidCookie", "text")]
    public async Task A_bad_value_spoils_its_own_url_only(string properties, string id, string named)
    {
        RunResult run = Run($"[pscustomobject]@{{ Url = \"${{http}}text/1\" }}, [pscustomobject]@{{ Url = \"${{http}}text/2\"; {properties} }}, [pscustomobject]@{{ Url = \"${{http}}text/3\" }} | Start-ParallelFetch -InOrder");

        Assert.Null(run.Thrown);
        Assert.Equal([200, 0, 200], run.All<int>("StatusCode"));
        Assert.Equal([id], run.ErrorIds);
        Assert.Contains(named, run.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.Contains("text/2", run.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.Equal(2, await RequestsAsync());
    }

    [Fact]
    public async Task What_is_given_for_the_call_beats_what_comes_with_the_url()
    {
        RecordedRequest sent = await OneSentByAsync("[pscustomobject]@{ Url = \"${http}echo\"; Method = 'Put'; Body = 'url'; ContentType = 'text/url'; Headers = @{ 'X-H' = 'url' } } | Start-ParallelFetch -Method Post -Body call -ContentType text/call -Headers @{ 'X-H' = 'call' }");

        Assert.Equal(("POST", "call", "text/call", "call"), (sent.Method, sent.Text, sent.Headers.Text("Content-Type"), sent.Headers.Text("X-H")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-Headers @{ 'X-H' = 'call' }")]
    [InlineData("-Headers { @{ 'X-H' = 'call' } }")]
    [InlineData("-Method Post -Body 'text' -Headers @{ 'X-H' = 'call' }")]
    public async Task A_result_piped_back_sends_neither_its_headers_nor_its_content_type(string option)
    {
        RunWell("$first = Start-ParallelFetch \"${http}disposition\", \"${http}text/1\" -Cookie @{ k = 'v' }");

        IReadOnlyList<RecordedRequest> sent = await SentByAsync($"$again = $first | Start-ParallelFetch {option}");

        Assert.Equal(2, sent.Count);
        string? expected = option.Contains("Post", StringComparison.Ordinal) ? "application/x-www-form-urlencoded" : null;
        Assert.All(sent, request => Assert.Equal(expected, request.Headers.Text("Content-Type")));
        Assert.All(sent, request => Assert.False(request.Headers.ContainsKey("Content-Disposition")));
        Assert.All(sent, request => Assert.False(request.Headers.ContainsKey("Date")));
        Assert.Equal(["v", "v"], Run("$again | ForEach-Object { $_.Cookie.k }").Output.Select(value => value.BaseObject));
    }

    // The bare engine lacks ConvertFrom-Json; this makes the same objects.
    private static object? FromJson(string json) => ToValue(JsonDocument.Parse(json).RootElement);

    private static object? ToValue(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var made = new PSObject();
                foreach (JsonProperty property in element.EnumerateObject())
                {
                    made.Properties.Add(new PSNoteProperty(property.Name, ToValue(property.Value)));
                }

                return made;
            case JsonValueKind.Array:
                return element.EnumerateArray().Select(ToValue).ToArray();
            case JsonValueKind.String:
                return element.GetString();
            default:
                return null;
        }
    }
}
