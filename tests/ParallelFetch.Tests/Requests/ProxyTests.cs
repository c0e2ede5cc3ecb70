using LoopbackServer.Client;
using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests.Requests;

/// <summary>-Proxy. The URLs have a host that only the proxies know: whatever arrives has come through one.</summary>
public sealed class ProxyTests : RequestTest
{
    public ProxyTests(ServerFixture fixture)
        : base(fixture) => Session
        .With("behind", Scope.ProxiedUrl("echo").ToString()).With("behindTls", Scope.ProxiedHttpsUrl("echo").ToString())
        .With("proxyUser", Account("proxyuser", "proxypass")).With("socksUser", Account("socksuser", "sockspass"));

    [Fact]
    public async Task An_http_url_is_asked_of_the_proxy()
    {
        RecordedRequest sent = await OneSentByAsync("Start-ParallelFetch $behind -Proxy $proxy -Method Post -Body 'through the proxy'");

        ProxyRequest asked = Assert.Single(await Scope.ProxiedAsync(LoopbackProxy.Proxy, Cancellation));
        Assert.Equal(("POST", Scope.ProxiedUrl("echo").ToString()), (asked.Method, asked.Target));
        Assert.Equal("through the proxy", sent.Text);
    }

    [Fact]
    public async Task An_https_url_is_reached_by_a_tunnel()
    {
        RecordedRequest sent = await OneSentByAsync("Start-ParallelFetch $behindTls -Proxy $proxy -SkipCertificateCheck -Headers @{ 'X-Secret' = 'inside' }");

        ProxyRequest asked = Assert.Single(await Scope.ProxiedAsync(LoopbackProxy.Proxy, Cancellation));
        Assert.Equal(("CONNECT", $"{Scope.ProxiedHost}:{Server.Https.Port}"), (asked.Method, asked.Target));
        Assert.DoesNotContain("inside", asked.Headers.ToString(), StringComparison.Ordinal);
        Assert.Equal("inside", sent.Headers.Text("X-Secret"));
    }

    [Theory]
    [InlineData("\"127.0.0.1:$(([uri]$proxy).Port)\"")]
    [InlineData("([uri]$proxy)")]
    [InlineData("$proxy.TrimEnd('/')")]
    public async Task The_proxy_is_text_or_a_uri_with_or_without_a_scheme(string address)
    {
        RunWell($"Start-ParallelFetch $behind -Proxy {address}");

        Assert.Single(await Scope.ProxiedAsync(LoopbackProxy.Proxy, Cancellation));
    }

    [Theory]
    [InlineData("ftp://127.0.0.1:1")]
    [InlineData("http://")]
    [InlineData("a b")]
    public async Task What_is_no_proxy_is_one_error_before_anything_is_sent(string address)
    {
        RunResult run = Run($"Start-ParallelFetch \"${{http}}text/1\" -Proxy '{address}'");

        Assert.Contains("not a proxy's address", run.Thrown!.ErrorRecord.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, await RequestsAsync());
    }

    [Fact]
    public void Without_the_proxy_the_host_is_not_known() => Assert.Equal(["NameResolutionFailed"], Run("Start-ParallelFetch $behind").ErrorIds);

    [Fact]
    public void A_proxy_that_is_not_there_is_an_error() =>
        Assert.Equal(["ConnectionFailed", "ConnectionFailed"], Run("Start-ParallelFetch $behind, $behindTls -Proxy $refused").ErrorIds);

    [Theory]
    [InlineData("-Proxy $proxyAuth -ProxyCredential $proxyUser")]
    [InlineData("-Proxy $proxyAuth.Replace('//', '//proxyuser:proxypass@')")]
    [InlineData("-Proxy \"proxyuser:prox%79pass@127.0.0.1:$(([uri]$proxyAuth).Port)\"")]
    public async Task The_proxy_gets_its_credentials_and_the_server_does_not(string option)
    {
        IReadOnlyList<RecordedRequest> sent = await SentByAsync($"Start-ParallelFetch $behind, $behindTls -SkipCertificateCheck {option}");

        Assert.Equal(2, sent.Count);
        Assert.All(sent, request => Assert.False(request.Headers.ContainsKey("Proxy-Authorization")));
        Assert.All(sent, request => Assert.False(request.Headers.ContainsKey("Authorization")));
        Assert.Equal(
            ["proxyuser", "proxyuser"],
            (await Scope.ProxiedAsync(LoopbackProxy.ProxyAuth, Cancellation)).Where(asked => !asked.Challenged).Select(asked => asked.User));
    }

    [Fact]
    public async Task The_server_gets_its_credentials_and_the_proxy_does_not()
    {
        RecordedRequest sent = await OneSentByAsync("Start-ParallelFetch $behindTls -Proxy $proxy -SkipCertificateCheck -Authentication Basic -Credential $user");

        Assert.StartsWith("Basic ", sent.Headers.Text("Authorization"), StringComparison.Ordinal);
        ProxyRequest asked = Assert.Single(await Scope.ProxiedAsync(LoopbackProxy.Proxy, Cancellation));
        Assert.False(asked.Headers.ContainsKey("Authorization"));
        Assert.Null(asked.User);
    }

    [Fact]
    public async Task The_credential_for_the_server_does_not_answer_the_proxy()
    {
        Session.With("sameName", Account("proxyuser", "proxypass"));

        RunResult run = RunWell("Start-ParallelFetch $behind -Proxy $proxyAuth -Credential $sameName -AllowUnencryptedAuthentication");

        Assert.Equal([407], run.All<int>("StatusCode"));
        Assert.All(await Scope.ProxiedAsync(LoopbackProxy.ProxyAuth, Cancellation), asked => Assert.Null(asked.User));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-ProxyCredential $user")]
    public async Task A_proxy_that_does_not_know_who_asks_answers_for_http_and_makes_no_tunnel_for_https(string option)
    {
        RunResult run = Run($"Start-ParallelFetch $behind, $behindTls -InOrder -Proxy $proxyAuth -SkipCertificateCheck {option}");

        Assert.Equal([407, 0], run.All<int>("StatusCode"));
        Assert.Equal(["ConnectionFailed"], run.ErrorIds);
        Assert.Contains("-ProxyCredential", run.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.Equal(0, await RequestsAsync());
    }

    [Fact]
    public void A_proxy_that_refuses_the_server_is_an_error_for_https() =>
        Assert.Equal(["ConnectionFailed"], Run("Start-ParallelFetch https://forbidden.test/ -Proxy $proxy -SkipCertificateCheck").ErrorIds);

    [Fact]
    public void Default_credentials_do_no_harm_where_the_proxy_takes_none() =>
        RunWell("Start-ParallelFetch $behind, $behindTls -Proxy $proxy -ProxyUseDefaultCredentials -SkipCertificateCheck");

    [Theory]
    [InlineData("", null)]
    [InlineData("-ProxyCredential $socksUser", "socksuser")]
    public async Task A_socks_proxy_is_used(string option, string? user)
    {
        IReadOnlyList<RecordedRequest> sent = await SentByAsync($"Start-ParallelFetch $behind, $behindTls -Proxy $socks5 -SkipCertificateCheck {option}");

        Assert.Equal(2, sent.Count);
        IReadOnlyList<ProxyRequest> asked = await Scope.ProxiedAsync(LoopbackProxy.Socks5, Cancellation);
        Assert.Equal([user, user], asked.Select(tunnel => tunnel.User));

        // The proxy looks the name up, not we.
        Assert.All(asked, tunnel => Assert.StartsWith(Scope.ProxiedHost, tunnel.Target, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_socks_proxy_that_does_not_take_the_password_is_an_error()
    {
        Assert.Equal(["ConnectionFailed"], Run("Start-ParallelFetch $behind -Proxy $socks5 -ProxyCredential $user").ErrorIds);
        Assert.Equal(0, await RequestsAsync());
    }

    [Fact]
    public async Task Redirects_go_through_the_proxy_too()
    {
        Session.With("chain", Scope.ProxiedUrl("redirect/2").ToString());

        RunWell("Start-ParallelFetch $chain -Proxy $proxy");

        Assert.Equal(3, (await Scope.ProxiedAsync(LoopbackProxy.Proxy, Cancellation)).Count);
    }

    [Fact]
    public async Task Connections_to_the_proxy_are_kept()
    {
        RunWell("1..10 | ForEach-Object { \"${behind}?$_\" } | Start-ParallelFetch -Throttle 1 -Proxy $proxy; Start-ParallelFetch $behind -Proxy $proxy -Headers @{ X = '1' }");

        IReadOnlyList<ProxyRequest> asked = await Scope.ProxiedAsync(LoopbackProxy.Proxy, Cancellation);
        Assert.Equal(11, asked.Count);
        Assert.Single(asked.Select(request => request.ConnectionId).Distinct());
    }

    [Fact]
    public async Task User_and_password_of_a_url_are_not_shown_to_the_proxy()
    {
        Session.With("url", Scope.ProxiedUrl("echo").ToString().Replace("http://", "http://a:hunter2@", StringComparison.Ordinal));

        RunWell("Start-ParallelFetch $url -Proxy $proxy -AllowUnencryptedAuthentication");

        ProxyRequest asked = Assert.Single(await Scope.ProxiedAsync(LoopbackProxy.Proxy, Cancellation));
        Assert.DoesNotContain("hunter2", asked.Target, StringComparison.Ordinal);
    }
}
