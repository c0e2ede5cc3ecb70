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
            .With("raw", Scope.RawUrl("").ToString()).With("refused", Server.Refused.ToString());
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

    /// <summary>Waits until nothing of this test runs on the server and its connections are as many as expected.</summary>
    protected Task WaitUntilQuietAsync() => Scope.WaitForAsync(counters => counters.Total.Concurrent == 0, Patience, Cancellation);
}
