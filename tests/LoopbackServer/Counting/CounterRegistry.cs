using System.Collections.Concurrent;

namespace LoopbackServer.Counting;

/// <summary>
/// All counters. Requests of a scope appear in the overall totals, but their paths only in their scope, so that the overall
/// list of paths stays readable. Overall, connections are those opened since the last reset; in a scope, those used by it.
/// </summary>
internal sealed class CounterRegistry
{
    private readonly CounterSet _all = new();
    private readonly ConcurrentDictionary<string, CounterSet> _scopes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte> _open = new(StringComparer.Ordinal);
    private long _opened;

    public RequestTicket Enter(ScopedPath path, string connectionId)
    {
        if (path.Scope is null)
        {
            return new RequestTicket(_all, _all.Enter(path.Rest, null), null, null);
        }

        var scope = Scope(path.Scope);
        _all.Enter(null, null);
        return new RequestTicket(_all, null, scope, scope.Enter(path.Rest, connectionId));
    }

    public void ConnectionOpened(string connectionId)
    {
        _open[connectionId] = 0;
        Interlocked.Increment(ref _opened);
    }

    public void ConnectionClosed(string connectionId) => _open.TryRemove(connectionId, out _);

    public CounterSnapshot Snapshot(string? scope)
    {
        if (scope is not null)
        {
            return Scope(scope).Snapshot(_open.ContainsKey);
        }

        var all = _all.Snapshot(_open.ContainsKey);
        return all with
        {
            Total = all.Total with { Connections = Interlocked.Read(ref _opened), OpenConnections = _open.Count },
        };
    }

    public void Reset(string? scope)
    {
        if (scope is not null)
        {
            Scope(scope).Reset();
            return;
        }

        Interlocked.Exchange(ref _opened, 0);
        _all.Reset();
        foreach (var set in _scopes.Values)
        {
            set.Reset();
        }
    }

    private CounterSet Scope(string name) => _scopes.GetOrAdd(name, static _ => new CounterSet());
}
