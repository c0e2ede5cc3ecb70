using LoopbackServer.Client;

namespace ParallelFetch.Tests.Hosting;

/// <summary>What a test of the cmdlets needs: a session of its own and a scope of its own on the server.</summary>
public abstract class CmdletTest : IDisposable
{
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    protected CmdletTest(ServerFixture fixture)
    {
        Server = fixture.Server;
        Scope = Server.NewScope(GetType().Name);
        Session = new PowerShellSession().With("http", Scope.Url("").ToString()).With("https", Scope.HttpsUrl("").ToString())
            .With("raw", Scope.RawUrl("").ToString()).With("refused", Server.Refused.ToString())
            .With("other", Scope.OtherUrl("").ToString()).With("otherHttps", Scope.OtherHttpsUrl("").ToString())
            .With("mtls", Scope.MtlsUrl("").ToString()).With("unixSocket", Server.UnixSocket)
            .With("tls12", Scope.Tls12Url("").ToString()).With("tls13", Scope.Tls13Url("").ToString())
            .With("proxy", Server.Proxy.ToString()).With("proxyAuth", Server.ProxyAuth.ToString())
            .With("socks5", Server.Socks5.ToString());
    }

    protected LoopbackServerProcess Server { get; }

    protected ServerScope Scope { get; }

    protected PowerShellSession Session { get; }

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        Session.Dispose();
        GC.SuppressFinalize(this);
    }

    protected RunResult Run(string script) => Session.Run(script);

    protected Task<ServerCounters> CountersAsync() => Scope.CountersAsync(Cancellation);

    /// <summary>From now on, <see cref="RecordedAsync"/> has the requests of this test.</summary>
    protected Task RecordAsync() => Scope.RecordAsync(Cancellation);

    protected Task<IReadOnlyList<RecordedRequest>> RecordedAsync() => Scope.RecordedAsync(Cancellation);

    /// <summary>Waits until nothing of this test runs on the server and its connections are as many as expected.</summary>
    protected Task WaitUntilQuietAsync() => Scope.WaitForAsync(counters => counters.Total.Concurrent == 0, Patience, Cancellation);
}
