namespace ParallelFetch.Http;

/// <summary>
/// One handler, and so one pool of keep-alive connections, per connection profile. A script that changes its profile
/// with every call must not pile handlers up, so the one unused for longest is let go beyond a number.
/// </summary>
internal sealed class HandlerPool : IDisposable
{
    /// <summary>How many profiles keep their connections.</summary>
    internal const int Capacity = 64;

    private readonly Dictionary<ConnectionProfile, Entry> _entries = [];
    private readonly List<WeakReference<HttpMessageInvoker>> _retired = [];
    private readonly Func<ConnectionProfile, HttpMessageHandler> _createHandler;
    private readonly object _gate = new();
    private Entry? _latest;
    private long _uses;

    internal HandlerPool(Func<ConnectionProfile, HttpMessageHandler> createHandler) => _createHandler = createHandler;

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (Entry entry in _entries.Values)
            {
                entry.Invoker.Dispose();
            }

            foreach (WeakReference<HttpMessageInvoker> retired in _retired)
            {
                if (retired.TryGetTarget(out HttpMessageInvoker? invoker))
                {
                    invoker.Dispose();
                }
            }

            _entries.Clear();
            _retired.Clear();
            _latest = null;
        }
    }

    internal HttpMessageInvoker Get(ConnectionProfile profile)
    {
        // Nearly always the profile is that of the request before, and comparing all it holds would take longer.
        Entry? latest = Volatile.Read(ref _latest);
        if (latest is not null && ReferenceEquals(latest.Profile, profile))
        {
            return latest.Invoker;
        }

        lock (_gate)
        {
            // Uses of the latest one were not counted.
            if (latest is not null && _entries.TryGetValue(latest.Profile, out Entry? used))
            {
                used.LastUse = ++_uses;
            }

            if (!_entries.TryGetValue(profile, out Entry? entry))
            {
                if (_entries.Count >= Capacity)
                {
                    RetireOldest();
                }

                entry = new Entry(profile, new HttpMessageInvoker(_createHandler(profile)));
                _entries.Add(profile, entry);
            }

            entry.LastUse = ++_uses;

            // The profile that asked, not the equal one that was first: the next request will ask with it again.
            _latest = ReferenceEquals(entry.Profile, profile) ? entry : entry with { Profile = profile };
            return entry.Invoker;
        }
    }

    // Not disposed of: fetches may still run on it. Its idle connections close themselves within a minute, after which
    // nothing holds it any more.
    private void RetireOldest()
    {
        Entry oldest = _entries.Values.MinBy(static entry => entry.LastUse)!;
        _entries.Remove(oldest.Profile);
        _retired.RemoveAll(static retired => !retired.TryGetTarget(out _));
        _retired.Add(new WeakReference<HttpMessageInvoker>(oldest.Invoker));
    }

    private sealed record Entry(ConnectionProfile Profile, HttpMessageInvoker Invoker)
    {
        internal long LastUse { get; set; }
    }
}
