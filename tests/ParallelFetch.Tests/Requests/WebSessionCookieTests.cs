using System.Net;
using LoopbackServer.Client;
using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests.Requests;

public sealed class WebSessionCookieTests : RequestTest
{
    private readonly WebSessionStandIn _session = new();

    public WebSessionCookieTests(ServerFixture fixture)
        : base(fixture) => Session.With("session", _session);

    private IEnumerable<string> Kept => _session.Cookies.GetCookies(Server.Http).Select(cookie => $"{cookie.Name}={cookie.Value}").Order(StringComparer.Ordinal);

    [Fact]
    public async Task Its_cookies_are_sent_where_they_belong()
    {
        string path = new Uri(Scope.Url("echo").ToString()).AbsolutePath;
        _session.Cookies.Add(new Cookie("host", "1", "/", "127.0.0.1"));
        _session.Cookies.Add(new Cookie("path", "2", path, "127.0.0.1"));
        _session.Cookies.Add(new Cookie("elsewhere", "3", "/elsewhere", "127.0.0.1"));
        _session.Cookies.Add(new Cookie("other", "4", "/", "example.com"));
        _session.Cookies.Add(new Cookie("secure", "5", "/", "127.0.0.1") { Secure = true });
        _session.Cookies.Add(new Cookie("old", "6", "/", "127.0.0.1") { Expires = DateTime.UtcNow.AddHours(-1) });

        RecordedRequest sent = await OneSentByAsync("Start-ParallelFetch \"${http}echo\" -WebSession $session");

        Assert.Equal(["host=1", "path=2"], Assert.Single(sent.Headers["Cookie"]).Split("; ").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Cookies_that_a_server_sets_are_kept_and_sent_with_the_next_call()
    {
        RunWell("Start-ParallelFetch \"${http}cookies/set?name=a&value=1&name=b&value=2\" -WebSession $session");
        Assert.Equal(["a=1", "b=2"], Kept);

        RecordedRequest sent = await OneSentByAsync("Start-ParallelFetch \"${http}echo\" -WebSession $session");

        Assert.Equal(["a=1", "b=2"], Assert.Single(sent.Headers["Cookie"]).Split("; ").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_cookie_goes_on_from_fetch_to_fetch_of_one_call()
    {
        RunResult run = RunWell("1..5 | ForEach-Object { \"${http}cookies/count\" } | Start-ParallelFetch -Throttle 1 -WebSession $session");

        Assert.Equal(["1", "2", "3", "4", "5"], run.All<string>("Content"));
        Assert.Equal(["n=5"], Kept);
    }

    [Fact]
    public async Task Two_runspaces_may_share_a_session()
    {
        using var other = new PowerShellSession();
        other.With("http", Scope.Url("").ToString()).With("session", _session);

        await Task.WhenAll(
            Task.Run(() => RunWell("1..100 | ForEach-Object { \"${http}cookies/set?name=n$_&value=1\" } | Start-ParallelFetch -Throttle 20 -WebSession $session"), Cancellation),
            Task.Run(() => Assert.Empty(other.Run("1..100 | ForEach-Object { \"${http}cookies/set?name=m$_&value=1\" } | Start-ParallelFetch -Throttle 20 -WebSession $session").Errors), Cancellation));

        Assert.Equal(200, Kept.Count());
    }

    [Fact]
    public async Task A_cookie_of_the_session_goes_along_on_a_redirect_to_its_host_only()
    {
        _session.Cookies.Add(Server.Http, new Cookie("kept", "1"));
        Session.With("target", Uri.EscapeDataString(Scope.HttpsUrl("echo").ToString()));

        // From 127.0.0.1 to localhost, and within 127.0.0.1.
        IReadOnlyList<RecordedRequest> sent = await SentByAsync("""
            Start-ParallelFetch "${http}redirect-to?url=$target" -WebSession $session -SkipCertificateCheck
            Start-ParallelFetch "${http}redirect/1" -WebSession $session
            """);

        Assert.Equal(["kept=1", null, "kept=1", "kept=1"], sent.Select(request => request.Headers.Text("Cookie")));
    }

    [Fact]
    public void The_cookies_of_a_response_that_fails_later_are_kept()
    {
        Session.With("header", Uri.EscapeDataString("a=1; Path=/"));

        RunResult run = Run("Start-ParallelFetch \"${http}cookies/raw?header=$header\" -WebSession $session -MaximumBodySize 1");

        Assert.Equal(["MaximumBodySizeExceeded"], run.ErrorIds);
        Assert.Equal(["a=1"], Kept);
    }
}
