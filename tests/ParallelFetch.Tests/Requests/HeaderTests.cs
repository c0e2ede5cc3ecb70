using System.Management.Automation;
using LoopbackServer.Client;
using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests.Requests;

public sealed class HeaderTests(ServerFixture fixture) : RequestTest(fixture)
{
    [Fact]
    public async Task A_value_that_is_a_list_is_sent_value_by_value()
    {
        RecordedRequest sent = await OneSentByAsync("Start-ParallelFetch \"${raw}post\" -Headers @{ 'X-List' = 'one', 'two', $null, 3; 'X-None' = $null; 'X-Empty' = ''; 'X-Number' = 1.5 }");

        Assert.Equal("one, two, 3", sent.Headers.Text("X-List"));
        Assert.Equal("1.5", sent.Headers.Text("X-Number"));
        Assert.Equal("", sent.Headers.Text("X-Empty"));
        Assert.False(sent.Headers.ContainsKey("X-None"));
    }

    [Fact]
    public async Task Headers_of_the_content_are_sent_with_it()
    {
        RecordedRequest sent = await OneSentByAsync("""
            Start-ParallelFetch "${http}echo" -Method Post -Body 'text' -Headers @{
                'Content-Type' = 'text/csv'; 'Content-Language' = 'de', 'en'; 'Content-Disposition' = 'inline'
                'Content-MD5' = 'Q2hlY2sgSW50ZWdyaXR5IQ=='; 'Last-Modified' = 'Thu, 29 Feb 2024 12:00:00 GMT'; 'X-Other' = 'yes' }
            """);

        Assert.Equal("text/csv", sent.Headers.Text("Content-Type"));
        Assert.Equal("de, en", sent.Headers.Text("Content-Language"));
        Assert.Equal("inline", sent.Headers.Text("Content-Disposition"));
        Assert.Equal("Q2hlY2sgSW50ZWdyaXR5IQ==", sent.Headers.Text("Content-MD5"));
        Assert.Equal("Thu, 29 Feb 2024 12:00:00 GMT", sent.Headers.Text("Last-Modified"));
        Assert.Equal("yes", sent.Headers.Text("X-Other"));
        Assert.Equal("text", sent.Text);
    }

    [Fact]
    public async Task Headers_of_the_content_are_sent_without_a_body_too() =>
        Assert.Equal("text/csv", (await OneSentByAsync("Start-ParallelFetch \"${http}echo\" -Headers @{ 'Content-Type' = 'text/csv' }")).Headers.Text("Content-Type"));

    [Fact]
    public async Task The_content_type_is_sent_without_a_body_too() =>
        Assert.Equal("text/csv", (await OneSentByAsync("Start-ParallelFetch \"${http}echo\" -ContentType text/csv")).Headers.Text("Content-Type"));

    [Theory]
    [InlineData("", "^ParallelFetch/")]
    [InlineData("-UserAgent me/1", "^me/1$")]
    [InlineData("-Headers @{ 'User-Agent' = 'header/1' }", "^header/1$")]
    [InlineData("-Headers @{ 'user-agent' = 'header/1' } -UserAgent me/1", "^me/1$")]
    [InlineData("-UserAgent 'Mozilla/5.0 (X11; Linux) Gecko'", "^Mozilla/5.0 \\(X11; Linux\\) Gecko$")]
    public async Task The_user_agent_is_that_of_the_parameter_or_else_of_the_headers(string option, string agent)
    {
        RecordedRequest sent = await OneSentByAsync($"Start-ParallelFetch \"${{http}}echo\" {option}");

        Assert.Matches(agent, Assert.Single(sent.Headers["User-Agent"]));
    }

    [Theory]
    [InlineData("@{ 'If-Modified-Since' = 'yesterday' }", "If-Modified-Since")]
    [InlineData("@{ 'Accept' = ',;=' }", "Accept")]
    [InlineData("@{ 'User-Agent' = '()(' }", "User-Agent")]
    [InlineData("@{ 'Content-Type' = 'no type' }", "Content-Type")]
    public async Task A_value_that_is_not_well_formed_is_refused_unless_validation_is_skipped(string headers, string name)
    {
        ErrorRecord error = await RefusedAsync($"\"${{raw}}post\" | Start-ParallelFetch -Headers {headers}", "InvalidHeader");
        Assert.Contains("-SkipHeaderValidation", error.ToString(), StringComparison.Ordinal);
        Assert.Contains(name, error.ToString(), StringComparison.Ordinal);

        RecordedRequest sent = await OneSentByAsync($"$h = {headers}; Start-ParallelFetch \"${{raw}}post\" -Headers $h -SkipHeaderValidation");

        Assert.Equal(Run($"({headers})['{name}']").Output[0].ToString(), sent.Headers.Text(name));
    }

    [Theory]
    [InlineData("-UserAgent '()('")]
    [InlineData("-ContentType 'no type'")]
    public async Task A_parameter_that_is_not_well_formed_is_refused_unless_validation_is_skipped(string option)
    {
        await RefusedAsync($"Start-ParallelFetch \"${{raw}}post\" {option}", "InvalidHeader");

        Assert.NotNull(await OneSentByAsync($"Start-ParallelFetch \"${{raw}}post\" {option} -SkipHeaderValidation"));
    }

    [Theory]
    [InlineData("@{ 'X' = \"a`nb\" }")]
    [InlineData("@{ 'X' = \"a`0b\" }")]
    [InlineData("@{ 'X Y' = 'v' }")]
    [InlineData("@{ 'Content-Length' = '5' }")]
    [InlineData("@{ 'Transfer-Encoding' = 'chunked' }")]
    [InlineData("@{ 'Host' = 'a b' }")]
    public async Task What_could_smuggle_a_request_is_refused_even_without_validation(string headers) =>
        await RefusedAsync($"Start-ParallelFetch \"${{http}}echo\" -SkipHeaderValidation -Headers {headers}", "InvalidHeader");

    [Fact]
    public async Task A_host_header_is_sent_instead_of_that_of_the_url() =>
        Assert.Equal("virtual.example", (await OneSentByAsync("Start-ParallelFetch \"${raw}post\" -Headers @{ Host = 'virtual.example' }")).Host);

    [Fact]
    public async Task A_secure_string_is_sent_as_its_text()
    {
        Session.With("secret", Secret("s3cret"));

        RecordedRequest sent = await OneSentByAsync("Start-ParallelFetch \"${http}echo\" -Headers @{ 'X-One' = $secret; 'X-Two' = 'plain', $secret }");

        Assert.Equal(["s3cret"], sent.Headers["X-One"]);
        Assert.Equal("plain, s3cret", sent.Headers.Text("X-Two"));
    }

    [Fact]
    public async Task A_value_that_is_not_ascii_is_sent_as_utf_8() =>
        Assert.Equal("Grüße", (await OneSentByAsync("Start-ParallelFetch \"${http}echo\" -Headers @{ 'X-Text' = 'Grüße' }")).Headers.Text("X-Text"));

    [Fact]
    public async Task Cookies_of_a_header_are_sent_as_they_are() =>
        Assert.Equal("a=1; b=2", (await OneSentByAsync("Start-ParallelFetch \"${http}echo\" -Headers @{ Cookie = 'a=1; b=2' }")).Headers.Text("Cookie"));

    [Fact]
    public async Task What_is_decoded_is_asked_for_unless_the_headers_say_otherwise()
    {
        Assert.Equal("gzip, deflate, br", (await OneSentByAsync("Start-ParallelFetch \"${http}echo\"")).Headers.Text("Accept-Encoding"));
        Assert.Equal("identity", (await OneSentByAsync("Start-ParallelFetch \"${http}echo\" -Headers @{ 'accept-encoding' = 'identity' }")).Headers.Text("Accept-Encoding"));
    }
}
