using System.Management.Automation;
using LoopbackServer.Client;
using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests.Requests;

/// <summary>What a redirect makes of method and body, and which redirects are followed.</summary>
public sealed class RedirectTests(ServerFixture fixture) : RequestTest(fixture)
{
    [Theory]
    [InlineData(300, "Post", "GET", false)]
    [InlineData(301, "Post", "GET", false)]
    [InlineData(302, "Post", "GET", false)]
    [InlineData(303, "Post", "GET", false)]
    [InlineData(307, "Post", "POST", true)]
    [InlineData(308, "Post", "POST", true)]
    [InlineData(301, "Put", "PUT", true)]
    [InlineData(302, "Patch", "PATCH", true)]
    [InlineData(302, "Delete", "DELETE", true)]
    [InlineData(303, "Put", "GET", false)]
    [InlineData(303, "Delete", "GET", false)]
    [InlineData(307, "Put", "PUT", true)]
    [InlineData(308, "Delete", "DELETE", true)]
    [InlineData(301, "Get", "GET", true)]
    [InlineData(303, "Get", "GET", true)]
    public async Task Method_and_body_become_what_the_status_asks_for(int status, string method, string then, bool withBody)
    {
        IReadOnlyList<RecordedRequest> sent = await SentByAsync($"Start-ParallelFetch \"${{http}}redirect/1?code={status}\" -Method {method} -Body text -ContentType text/csv");

        Assert.Equal([method.ToUpperInvariant(), then], sent.Select(request => request.Method));
        Assert.Equal(["text", withBody ? "text" : ""], sent.Select(request => request.Text));
        Assert.Equal(["text/csv", withBody ? "text/csv" : null], sent.Select(request => request.Headers.Text("Content-Type")));
        Assert.Equal(withBody ? "4" : null, sent[1].Headers.Text("Content-Length"));
    }

    [Theory]
    [InlineData(300)]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task Both_are_kept_where_that_is_asked_for(int status)
    {
        IReadOnlyList<RecordedRequest> sent = await SentByAsync($"Start-ParallelFetch \"${{http}}redirect/2?code={status}\" -Method Post -Body text -PreserveHttpMethodOnRedirect");

        Assert.Equal([("POST", "text"), ("POST", "text"), ("POST", "text")], sent.Select(request => (request.Method, request.Text)));
    }

    [Theory]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    public async Task Head_stays_head(int status) =>
        Assert.Equal(["HEAD", "HEAD"], (await SentByAsync($"Start-ParallelFetch \"${{http}}redirect/1?code={status}\" -Method Head")).Select(request => request.Method));

    [Fact]
    public async Task A_get_that_a_redirect_has_made_stays_one()
    {
        Session.With("then", Uri.EscapeDataString(new Uri(Scope.Url("redirect/1?code=307").ToString()).PathAndQuery));

        IReadOnlyList<RecordedRequest> sent = await SentByAsync("Start-ParallelFetch \"${http}redirect-to?code=302&url=$then\" -Method Post -Body text");

        Assert.Equal([("POST", "text"), ("GET", ""), ("GET", "")], sent.Select(request => (request.Method, request.Text)));
    }

    [Fact]
    public async Task A_form_with_files_is_sent_again()
    {
        using var folder = new TemporaryFolder();
        Session.With("file", new FileInfo(folder.Write("f.txt", "file content"u8.ToArray())));

        IReadOnlyList<RecordedRequest> sent = await SentByAsync("Start-ParallelFetch \"${http}redirect/1?code=307\" -Method Post -Form @{ f = $file }");

        Assert.Equal(2, sent.Count);
        Assert.All(sent, request => Assert.Contains("file content", request.Text, StringComparison.Ordinal));
        Assert.All(sent, request => Assert.StartsWith("multipart/form-data; boundary=", request.Headers.Text("Content-Type"), StringComparison.Ordinal));
    }

    [Fact]
    public async Task None_is_followed_when_the_maximum_is_0()
    {
        await RecordAsync();

        RunResult run = RunWell("Start-ParallelFetch \"${http}redirect/3\", \"${https}redirect-to?url=http://elsewhere.invalid/\" -InOrder -SkipCertificateCheck -MaximumRedirection 0");

        Assert.Equal([302, 302], run.All<int>("StatusCode"));
        Assert.Equal([0, 0], run.All<int>("Redirects"));
        Assert.Equal(["redirect", "redirect"], run.All<string>("Content"));
        Assert.EndsWith("/redirect/2", Header(run.Output[0], "Location"), StringComparison.Ordinal);
        Assert.Equal(2, (await RecordedAsync()).Count);
    }

    [Theory]
    [InlineData(3, 200, 4)]
    [InlineData(2, 302, 3)]
    [InlineData(1, 302, 2)]
    public async Task Exactly_as_many_are_followed_as_allowed(int maximum, int status, int requests)
    {
        RunResult run = Run($"Start-ParallelFetch \"${{http}}redirect/3\" -MaximumRedirection {maximum}");

        Assert.Equal([status], run.All<int>("StatusCode"));
        Assert.Equal(status == 200 ? [] : ["MaximumRedirectExceeded"], run.ErrorIds);
        Assert.Equal(requests, await RequestsAsync());
    }

    [Fact]
    public async Task From_https_to_http_none_is_followed_unless_that_is_allowed()
    {
        await RecordAsync();
        string script = $"Start-ParallelFetch \"${{https}}redirect-to?url={Uri.EscapeDataString(Scope.Url("echo").ToString())}\" -SkipCertificateCheck";

        RunResult refused = Run(script);
        Assert.Equal(["InsecureRedirection"], refused.ErrorIds);
        Assert.Equal(ErrorCategory.InvalidOperation, refused.Errors[0].CategoryInfo.Category);
        Assert.Contains("-AllowInsecureRedirect", refused.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.Equal(["https"], (await RecordedAsync()).Select(request => request.Scheme));

        RunResult allowed = RunWell(script + " -AllowInsecureRedirect");
        Assert.Equal(Scope.Url("echo"), allowed.Output[0].Get<Uri>("ResponseUri"));
        Assert.Equal(["https", "https", "http"], (await RecordedAsync()).Select(request => request.Scheme));
    }

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://127.0.0.1/x")]
    [InlineData("javascript:alert(1)")]
    public void A_redirect_to_what_is_not_http_is_an_error(string target) =>
        Assert.Equal(["ProtocolError"], Run($"Start-ParallelFetch \"${{http}}redirect-to?url={Uri.EscapeDataString(target)}\" -AllowInsecureRedirect").ErrorIds);

    [Theory]
    [InlineData("echo")]
    [InlineData("./echo")]
    [InlineData("x/../echo")]
    [InlineData("?then")]
    public async Task A_relative_location_is_taken_from_where_it_was_sent(string location)
    {
        // From the folder redirect-to, where there is an answer to anything below.
        IReadOnlyList<RecordedRequest> sent = await SentByAsync($"Start-ParallelFetch \"${{http}}redirect-to?url={Uri.EscapeDataString(location)}\" -MaximumRedirection 1 -ErrorAction SilentlyContinue");

        string expected = new Uri(Scope.Url("redirect-to"), location).PathAndQuery;
        Assert.Equal(expected, sent[1].Target);
    }

    [Fact]
    public async Task A_host_header_is_for_the_first_host_only()
    {
        string elsewhere = Uri.EscapeDataString(Scope.OtherUrl("echo").ToString());

        IReadOnlyList<RecordedRequest> sent = await SentByAsync($"Start-ParallelFetch \"${{http}}redirect-to?url={elsewhere}\", \"${{http}}redirect/1\" -InOrder -Throttle 1 -Headers @{{ Host = 'virtual.example' }} -PreserveAuthorizationOnRedirect");

        Assert.Equal(["virtual.example", $"127.0.0.1:{Server.Other.Port}", "virtual.example", "virtual.example"], sent.Select(request => request.Host));
    }
}
