using LoopbackServer.Client;

namespace ParallelFetch.Benchmarks.Servers;

/// <summary>The counters of a scope of the loopback server.</summary>
internal sealed class ScopeCounter(ServerScope scope) : IRequestCounter
{
    public void Restart() => scope.ResetAsync().GetAwaiter().GetResult();

    public Served Read()
    {
        TotalCounters total = scope.CountersAsync().GetAwaiter().GetResult().Total;
        return new Served(total.Requests, total.Peak);
    }
}
