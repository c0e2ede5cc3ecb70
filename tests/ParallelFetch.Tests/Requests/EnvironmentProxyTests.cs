using LoopbackServer.Client;
using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests.Requests;

/// <summary>The environment is the whole process's: no other test runs meanwhile.</summary>
[CollectionDefinition(nameof(EnvironmentProxyTests), DisableParallelization = true)]
[Collection(nameof(EnvironmentProxyTests))]
public sealed class EnvironmentProxyTests : RequestTest, IDisposable
{
    private static readonly string[] Names = ["http_proxy", "https_proxy", "all_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "GATEWAY_INTERFACE"];

    private readonly Dictionary<string, string?> _before = Names.ToDictionary(name => name, Environment.GetEnvironmentVariable);

    public EnvironmentProxyTests(ServerFixture fixture)
        : base(fixture)
    {
        foreach (string name in Names)
        {
            Environment.SetEnvironmentVariable(name, null);
        }

        Session.With("behind", Scope.ProxiedUrl("text/1").ToString()).With("behindTls", Scope.ProxiedHttpsUrl("text/1").ToString())
            .With("behindHost", Scope.ProxiedHost);
    }

    void IDisposable.Dispose()
    {
        Dispose();
        foreach ((string name, string? value) in _before)
        {
            Environment.SetEnvironmentVariable(name, value);
        }
    }

    [Theory]
    [InlineData("http_proxy", true, false)]
    [InlineData("HTTP_PROXY", true, false)]
    [InlineData("https_proxy", false, true)]
    [InlineData("HTTPS_PROXY", false, true)]
    [InlineData("all_proxy", true, true)]
    [InlineData("ALL_PROXY", true, true)]
    public void Each_variable_names_the_proxy_of_its_scheme(string name, bool forHttp, bool forHttps)
    {
        RunResult run = Run($"$env:{name} = $proxy; Start-ParallelFetch $behind, $behindTls -InOrder -SkipCertificateCheck");

        Assert.Equal([forHttp, forHttps], run.All<bool>("IsSuccess"));
        Assert.All(run.ErrorIds, id => Assert.Equal("NameResolutionFailed", id));
    }

    [Fact]
    public async Task A_change_is_heeded_by_the_next_call()
    {
        RunResult run = Run("""
            Start-ParallelFetch $behind
            $env:http_proxy = $proxy
            Start-ParallelFetch $behind
            $env:http_proxy = $socks5
            Start-ParallelFetch $behind
            $env:http_proxy = ''
            Start-ParallelFetch $behind
            """);

        Assert.Equal([false, true, true, false], run.All<bool>("IsSuccess"));
        Assert.Single(await Scope.ProxiedAsync(LoopbackProxy.Proxy, Cancellation));
        Assert.Single(await Scope.ProxiedAsync(LoopbackProxy.Socks5, Cancellation));
    }

    [Fact]
    public async Task A_host_and_port_will_do_and_so_will_a_user_and_password()
    {
        RunResult run = RunWell("""
            $env:http_proxy = "127.0.0.1:$(([uri]$proxy).Port)"
            Start-ParallelFetch $behind
            $env:http_proxy = $proxyAuth.Replace('//', '//proxyuser:proxypass@')
            Start-ParallelFetch $behind
            $env:http_proxy = $proxyAuth.Replace('//', '//proxyuser:wrong@')
            Start-ParallelFetch $behind
            """);

        Assert.Equal([200, 200, 407], run.All<int>("StatusCode"));
        Assert.Equal("proxyuser", (await Scope.ProxiedAsync(LoopbackProxy.ProxyAuth, Cancellation)).Single(asked => !asked.Challenged).User);
    }

    [Theory]
    [InlineData("*")]
    [InlineData("example.com, $behindHost")]
    public void A_host_that_is_excepted_is_asked_directly(string exceptions) =>
        Assert.Equal(["NameResolutionFailed"], Run($"$env:http_proxy = $proxy; $env:no_proxy = \"{exceptions}\"; Start-ParallelFetch $behind").ErrorIds);

    [Theory]
    [InlineData("example.com")]
    [InlineData("127.0.0.1")]
    public void Any_other_host_is_not(string exceptions) =>
        RunWell($"$env:http_proxy = $proxy; $env:NO_PROXY = '{exceptions}'; Start-ParallelFetch $behind");

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.0.0.0/8 127.0.0.1")]
    public async Task An_address_may_be_excepted(string exceptions)
    {
        RunWell($"$env:http_proxy = $proxy; Start-ParallelFetch \"${{http}}text/1\"; $env:no_proxy = '{exceptions}'; Start-ParallelFetch \"${{http}}text/2\"");

        Assert.EndsWith("text/1", Assert.Single(await Scope.ProxiedAsync(LoopbackProxy.Proxy, Cancellation)).Target, StringComparison.Ordinal);
        Assert.Equal(2, await RequestsAsync());
    }

    [Fact]
    public async Task The_parameters_beat_the_environment()
    {
        RunWell("""
            $env:http_proxy = $refused
            Start-ParallelFetch "${http}text/1" -NoProxy
            Start-ParallelFetch $behind -Proxy $proxy
            """);

        Assert.Single(await Scope.ProxiedAsync(LoopbackProxy.Proxy, Cancellation));
        Assert.Equal(["ConnectionFailed"], Run("Start-ParallelFetch \"${http}text/2\"").ErrorIds);
    }

    [Fact]
    public async Task The_proxy_of_a_web_session_beats_the_environment()
    {
        Session.With("session", new WebSessionStandIn { Proxy = new System.Net.WebProxy(Server.Proxy) });

        RunWell("$env:http_proxy = $refused; Start-ParallelFetch $behind -WebSession $session");

        Assert.Single(await Scope.ProxiedAsync(LoopbackProxy.Proxy, Cancellation));
    }

    [Fact]
    public void A_unix_socket_is_reached_without_the_proxy()
    {
        Assert.SkipWhen(Server.UnixSocket is null, "No Unix sockets here.");

        RunWell("$env:http_proxy = $refused; Start-ParallelFetch \"${http}text/1\" -UnixSocket $unixSocket");
    }

    [Fact]
    public void HTTP_PROXY_in_upper_case_is_not_believed_in_a_cgi_program() =>
        Assert.Equal(["NameResolutionFailed"], Run("$env:GATEWAY_INTERFACE = 'CGI/1.1'; $env:HTTP_PROXY = $proxy; Start-ParallelFetch $behind").ErrorIds);

    [Fact]
    public async Task A_proxy_that_stays_keeps_its_connection()
    {
        RunWell("$env:http_proxy = $proxy; Start-ParallelFetch $behind; Start-ParallelFetch $behind; $env:unrelated = 'x'; Start-ParallelFetch $behind");

        Assert.Single((await Scope.ProxiedAsync(LoopbackProxy.Proxy, Cancellation)).Select(asked => asked.ConnectionId).Distinct());
    }
}
