using LoopbackServer.Client;
using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests.Requests;

public sealed class MethodTests(ServerFixture fixture) : RequestTest(fixture)
{
    [Theory]
    [InlineData("Default", "GET")]
    [InlineData("Get", "GET")]
    [InlineData("Post", "POST")]
    [InlineData("Put", "PUT")]
    [InlineData("Delete", "DELETE")]
    [InlineData("Trace", "TRACE")]
    [InlineData("Options", "OPTIONS")]
    [InlineData("Merge", "MERGE")]
    [InlineData("Patch", "PATCH")]
    [InlineData("pOsT", "POST")]
    [InlineData("' put '", "PUT")]
    [InlineData("''", "GET")]
    public async Task A_method_is_sent_in_upper_case_however_it_is_written(string method, string sent) =>
        Assert.Equal(sent, (await OneSentByAsync($"Start-ParallelFetch \"${{http}}echo\" -Method {method}")).Method);

    [Theory]
    [InlineData("-Method Head")]
    [InlineData("-CustomMethod head")]
    public async Task Head_brings_headers_and_no_body(string method)
    {
        await RecordAsync();

        RunResult run = RunWell($"Start-ParallelFetch \"${{http}}text/1\" {method}");

        Assert.Equal("HEAD", Assert.Single(await RecordedAsync()).Method);
        Assert.Equal([200], run.All<int>("StatusCode"));
        Assert.Equal([""], run.All<string>("Content"));
        Assert.NotEqual("0", Header(run.Output[0], "Content-Length"));
    }

    [Theory]
    [InlineData("PROPFIND", "PROPFIND")]
    [InlineData("Lower-Case", "Lower-Case")]
    [InlineData("post", "POST")]
    [InlineData("Default", "Default")]
    [InlineData("3", "3")]
    [InlineData("' REPORT '", "REPORT")]
    public async Task A_custom_method_is_sent_as_it_is_unless_it_is_a_standard_one(string method, string sent) =>
        Assert.Equal(sent, (await OneSentByAsync($"Start-ParallelFetch \"${{raw}}post\" -CustomMethod {method}")).Method);

    [Fact]
    public async Task The_alias_of_the_custom_method_is_that_of_Invoke_WebRequest() =>
        Assert.Equal("PURGE", (await OneSentByAsync("Start-ParallelFetch \"${raw}post\" -CM PURGE")).Method);

    [Theory]
    [InlineData("-Method Nonsense", "Nonsense")]
    [InlineData("-Method 3", "'3'")]
    [InlineData("-Method 'Get,Head'", "Get,Head")]
    [InlineData("-CustomMethod 'Get,Head'", "Get,Head")]
    [InlineData("-CustomMethod 'A B'", "A B")]
    [InlineData("-CustomMethod \"A`r`nB\"", "not an HTTP method")]
    [InlineData("-CustomMethod CONNECT", "CONNECT")]
    public async Task What_is_no_method_is_one_error_before_anything_is_sent(string method, string named)
    {
        var error = await RefusedAsync($"\"${{http}}text/1\" | Start-ParallelFetch {method}", "InvalidMethod");

        Assert.Contains(named, error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Post", "0")]
    [InlineData("Put", "0")]
    [InlineData("Patch", "0")]
    [InlineData("Get", null)]
    [InlineData("Delete", null)]
    public async Task A_method_that_has_a_body_by_nature_says_when_it_has_none(string method, string? length)
    {
        RecordedRequest sent = await OneSentByAsync($"Start-ParallelFetch \"${{http}}echo\" -Method {method}");

        Assert.Equal(length, sent.Headers.Text("Content-Length"));
        Assert.False(sent.Headers.ContainsKey("Content-Type"));
        Assert.Empty(sent.Body);
    }
}
