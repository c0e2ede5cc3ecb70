using System.Net;
using LoopbackServer.Client;
using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests.Requests;

/// <summary>Which calls share their connections, and which must not.</summary>
public sealed class ConnectionPoolTests(ServerFixture fixture) : RequestTest(fixture)
{
    [Theory]
    [InlineData("http")]
    [InlineData("https")]
    public async Task What_is_sent_does_not_matter_to_the_connection(string server)
    {
        Session.With("session", new WebSessionStandIn()).With("url", server == "http" ? Scope.Url("echo").ToString() : Scope.HttpsUrl("echo").ToString());

        IReadOnlyList<RecordedRequest> sent = await SentByAsync("""
            $PSDefaultParameterValues = @{ 'Start-ParallelFetch:SkipCertificateCheck' = $true }
            Start-ParallelFetch $url
            Start-ParallelFetch $url -Headers @{ 'X-A' = '1' }
            Start-ParallelFetch $url -Headers @{ 'X-A' = '2'; Authorization = 'Custom x' }
            Start-ParallelFetch $url -Method Post -Body 'text'
            Start-ParallelFetch $url -Method Put -Body @{ a = 1 } -ContentType application/json
            Start-ParallelFetch $url -Method Post -Form @{ a = 'b' }
            Start-ParallelFetch $url -Method Delete
            Start-ParallelFetch $url -UserAgent other/1
            Start-ParallelFetch $url -Cookie @{ k = 'v' }
            Start-ParallelFetch $url -WebSession $session
            Start-ParallelFetch $url -MaximumRedirection 1 -MaximumBodySize 1mb -FailOnHttpError -TotalTimeoutSeconds 50
            Start-ParallelFetch $url -Authentication Bearer -Token $token -AllowUnencryptedAuthentication
            Start-ParallelFetch $url -Throttle 5 -NoWait
            $null = Wait-ParallelFetch
            Start-ParallelFetch $url
            """);

        Assert.Equal(14, sent.Count);
        Assert.Single(sent.Select(request => request.ConnectionId).Distinct());
        Assert.Equal(1, await ConnectionsAsync());
    }

    [Fact]
    public async Task One_call_of_mixed_requests_uses_one_connection_after_the_other()
    {
        IReadOnlyList<RecordedRequest> sent = await SentByAsync("""
            1..30 | ForEach-Object { [pscustomobject]@{ Url = "${http}echo"; Method = ('Get', 'Post', 'Put')[$_ % 3]; Body = "body $_"; Headers = @{ 'X-N' = $_ }; Cookie = @{ N = $_ } } } |
                Start-ParallelFetch -Throttle 1
            """);

        Assert.Equal(30, sent.Count);
        Assert.Single(sent.Select(request => request.ConnectionId).Distinct());
    }

    [Theory]
    [InlineData("-SslProtocol Tls12", "-SslProtocol Tls13")]
    [InlineData("-Credential $user", "-Credential $wrongUser")]
    [InlineData("", "-Credential $user")]
    [InlineData("", "-UseDefaultCredentials")]
    [InlineData("", "-Certificate $alice")]
    [InlineData("-Certificate $alice", "-Certificate $bob")]
    [InlineData("", "-Proxy $proxy")]
    [InlineData("-Proxy $proxy", "-Proxy $socks5")]
    [InlineData("-Proxy $proxy", "-NoProxy")]
    [InlineData("", "-WebSession $withCredentials")]
    public async Task Calls_that_are_made_in_another_way_or_name_never_share_one(string one, string other)
    {
        Session.With("alice", await Server.ClientCertificateAsync("alice", cancellationToken: Cancellation))
            .With("bob", await Server.ClientCertificateAsync("bob", cancellationToken: Cancellation))
            .With("withCredentials", new WebSessionStandIn { Credentials = new NetworkCredential("user", "password") });

        IReadOnlyList<RecordedRequest> sent = await SentByAsync($"1..3 | ForEach-Object {{ Start-ParallelFetch \"${{https}}echo?one\" -SkipCertificateCheck {one}; Start-ParallelFetch \"${{https}}echo?other\" -SkipCertificateCheck {other} }}");

        string[] ofOne = [.. sent.Where(request => request.Target.EndsWith("?one", StringComparison.Ordinal)).Select(request => request.ConnectionId).Distinct()];
        string[] ofOther = [.. sent.Where(request => request.Target.EndsWith("?other", StringComparison.Ordinal)).Select(request => request.ConnectionId).Distinct()];

        // Each keeps its own, though.
        Assert.Single(ofOne);
        Assert.Single(ofOther);
        Assert.NotEqual(ofOne, ofOther);
    }

    [Fact]
    public async Task A_client_certificate_is_never_that_of_another_call()
    {
        Session.With("alice", await Server.ClientCertificateAsync("alice", cancellationToken: Cancellation))
            .With("bob", await Server.ClientCertificateAsync("bob", cancellationToken: Cancellation));

        IReadOnlyList<RecordedRequest> sent = await SentByAsync("foreach ($who in 'alice', 'bob', 'alice', 'bob') { 1..5 | ForEach-Object { \"${mtls}echo/$who\" } | Start-ParallelFetch -SkipCertificateCheck -Certificate (Get-Variable $who -ValueOnly) }"
            .Replace("(Get-Variable $who -ValueOnly)", "$ExecutionContext.SessionState.PSVariable.GetValue($who)", StringComparison.Ordinal));

        Assert.Equal(20, sent.Count);
        Assert.All(sent, request => Assert.Contains(request.Path.Split('/')[^1], request.ClientCertificate, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Equal_settings_in_other_objects_share_a_connection()
    {
        IReadOnlyList<RecordedRequest> sent = await SentByAsync("""
            1..3 | ForEach-Object {
                $copy = [pscredential]::new($user.UserName, $user.Password.Copy())
                $session = [pscustomobject]@{ Cookies = [Net.CookieContainer]::new(); Credentials = [Net.NetworkCredential]::new('user', 'password') }
                Start-ParallelFetch "${https}echo" -SkipCertificateCheck -Credential $copy
                Start-ParallelFetch "${https}echo" -SkipCertificateCheck -WebSession $session
            }
            """);

        Assert.Equal(6, sent.Count);
        Assert.Single(sent.Select(request => request.ConnectionId).Distinct());
    }

    [Fact]
    public async Task A_certificate_that_is_not_checked_in_one_call_is_checked_in_the_next()
    {
        RunWell("Start-ParallelFetch \"${https}text/1\" -SkipCertificateCheck");

        Assert.Equal(["TlsFailed"], Run("Start-ParallelFetch \"${https}text/2\"").ErrorIds);
        RunWell("Start-ParallelFetch \"${https}text/3\" -SkipCertificateCheck");
        Assert.Equal(2, await RequestsAsync());
    }

    [Fact]
    public async Task A_redirect_that_drops_the_credential_does_not_use_the_connection_that_has_it()
    {
        string back = Uri.EscapeDataString(Scope.HttpsUrl("echo").ToString());
        string there = Uri.EscapeDataString(Scope.OtherHttpsUrl($"redirect-to?url={back}").ToString());

        IReadOnlyList<RecordedRequest> sent = await SentByAsync($"Start-ParallelFetch \"${{https}}redirect-to?url={there}\" -SkipCertificateCheck -Credential $user");

        Assert.Equal(3, sent.Select(request => request.ConnectionId).Distinct().Count());
    }

    [Fact]
    public async Task Many_ways_in_turn_do_no_harm()
    {
        // More than the engine keeps connections for.
        RunResult run = RunWell("1..100 | ForEach-Object { $c = [pscredential]::new(\"u$_\", $user.Password); Start-ParallelFetch \"${https}text/$_\" -SkipCertificateCheck -Credential $c }");

        Assert.Equal(100, run.All<int>("StatusCode").Count(status => status == 200));
        Assert.Equal(100, await ConnectionsAsync());
    }
}
