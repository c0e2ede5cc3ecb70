namespace LoopbackServer.Counting;

/// <summary>The counters of one scope (or of everything): in total, and per exact path.</summary>
internal sealed class CounterSet
{
    private readonly Lock _lock = new();
    private readonly RequestCounter _total = new();
    private readonly Dictionary<string, RequestCounter> _paths = new(StringComparer.Ordinal);
    private readonly HashSet<string> _connections = new(StringComparer.Ordinal);

    /// <summary>
    /// Counts a request; <paramref name="path"/> and <paramref name="connectionId"/> are null where they are counted elsewhere.
    /// </summary>
    public RequestCounter? Enter(string? path, string? connectionId)
    {
        lock (_lock)
        {
            _total.Enter();
            if (connectionId is not null)
            {
                _connections.Add(connectionId);
            }

            if (path is null)
            {
                return null;
            }

            if (!_paths.TryGetValue(path, out var counter))
            {
                _paths.Add(path, counter = new RequestCounter());
            }

            counter.Enter();
            return counter;
        }
    }

    public void Leave(RequestCounter? path)
    {
        lock (_lock)
        {
            _total.Leave();
            path?.Leave();
        }
    }

    public void Abort(RequestCounter? path)
    {
        lock (_lock)
        {
            _total.Abort();
            path?.Abort();
        }
    }

    public void Reset()
    {
        lock (_lock)
        {
            _total.Reset();
            _connections.Clear();
            foreach (var (path, counter) in _paths.ToArray())
            {
                counter.Reset();
                if (counter.IsZero)
                {
                    _paths.Remove(path);
                }
            }
        }
    }

    public CounterSnapshot Snapshot(Func<string, bool> isOpen)
    {
        lock (_lock)
        {
            return new CounterSnapshot(
                new TotalSnapshot(
                    _total.Requests, _total.Concurrent, _total.Peak, _total.Aborted, _connections.Count, _connections.Count(isOpen),
                    _total.FirstAt, _total.LastAt),
                _paths.ToDictionary(
                    pair => pair.Key,
                    pair => new PathSnapshot(pair.Value.Requests, pair.Value.Concurrent, pair.Value.Peak, pair.Value.Aborted)));
        }
    }
}
