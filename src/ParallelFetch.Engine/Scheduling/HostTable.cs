namespace ParallelFetch.Scheduling;

/// <summary>The hosts of a session. Guarded by the scheduler's lock.</summary>
internal sealed class HostTable(TimeProvider time)
{
    // A list of a million hosts must not be remembered for ever, not even if none of them exists.
    private const int MostIdle = 4_096;

    private readonly Dictionary<HostKey, HostState> _hosts = [];
    private HostState? _latest;
    private int _nextEviction = MostIdle;

    internal IReadOnlyCollection<HostState> All => _hosts.Values;

    internal HostState GetOrAdd(HostKey key)
    {
        if (_latest is not null && _latest.Key == key)
        {
            return _latest;
        }

        if (!_hosts.TryGetValue(key, out HostState? host))
        {
            EvictIdle();
            host = new HostState(key, time.TimestampFrequency);
            _hosts.Add(key, host);
        }

        _latest = host;
        return host;
    }

    // Again when there are twice as many, so that a new host costs the same on average however many there are.
    private void EvictIdle()
    {
        if (_hosts.Count < _nextEviction)
        {
            return;
        }

        long now = time.GetTimestamp();
        var unreachable = new List<HostState>();
        foreach (HostState host in _hosts.Values.ToList())
        {
            if (host.IsEvictable(now))
            {
                _hosts.Remove(host.Key);
            }
            else if (host.IsOnlyUnreachable(now))
            {
                unreachable.Add(host);
            }
        }

        // Those that failed last are the ones most likely to be asked again.
        int surplus = unreachable.Count - MostIdle;
        foreach (HostState host in unreachable.OrderBy(static host => host.Breaker.ProbeAt).Take(surplus))
        {
            _hosts.Remove(host.Key);
        }

        _latest = null;
        _nextEviction = Math.Max(MostIdle, 2 * _hosts.Count);
    }
}
