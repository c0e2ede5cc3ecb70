using LoopbackServer.Client;
using ParallelFetch.Tests.Hosting;

[assembly: AssemblyFixture(typeof(ServerFixture))]

namespace ParallelFetch.Tests.Hosting;

/// <summary>One loopback server for all tests; each test counts in a scope of its own.</summary>
public sealed class ServerFixture : IAsyncLifetime
{
    public LoopbackServerProcess Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await LoopbackServerProcess.StartAsync(TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
