namespace ParallelFetch.Scheduling;

/// <summary>The hosts of a session. Guarded by the scheduler's lock.</summary>
internal sealed class HostTable(TimeProvider time)
{
    // A list of a million hosts must not be remembered for ever.
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
        foreach (HostState host in _hosts.Values.Where(host => host.IsEvictable(now)).ToList())
        {
            _hosts.Remove(host.Key);
        }

        _latest = null;
        _nextEviction = Math.Max(MostIdle, 2 * _hosts.Count);
    }
}
