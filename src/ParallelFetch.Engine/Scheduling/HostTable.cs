namespace ParallelFetch.Scheduling;

/// <summary>The hosts of a session. Guarded by the scheduler's lock.</summary>
internal sealed class HostTable(double ticksPerSecond)
{
    // A list of a million hosts must not be remembered for ever.
    private const int MostRemembered = 4_096;

    private readonly Dictionary<HostKey, HostState> _hosts = [];
    private HostState? _latest;

    internal IReadOnlyCollection<HostState> All => _hosts.Values;

    internal HostState Of(Uri uri)
    {
        HostKey key = HostKey.Of(uri);
        if (_latest is not null && _latest.Key == key)
        {
            return _latest;
        }

        if (!_hosts.TryGetValue(key, out HostState? host))
        {
            host = new HostState(key, ticksPerSecond);
            _hosts.Add(key, host);
        }

        _latest = host;
        return host;
    }

    /// <summary>Forgets a host that has nothing to do, where there are many and nothing would be lost.</summary>
    internal void Trim(HostState idle, long now)
    {
        if (_hosts.Count > MostRemembered && idle.IsForgettable(now))
        {
            _hosts.Remove(idle.Key);
            _latest = null;
        }
    }
}
