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
    private volatile bool _isDisposed;

    internal HandlerPool(Func<ConnectionProfile, HttpMessageHandler> createHandler) => _createHandler = createHandler;

    public void Dispose()
    {
        _isDisposed = true;
        CloseIdle();
    }

    /// <summary>
    /// Closes all connections that nothing runs on, of every profile, and lets the others close when what runs on them has
    /// ended: for disposing of a handler cancels nothing. What is sent from now on goes over new connections.
    /// Takes as long as closing the sockets does; not to be called under a lock that fetches wait for.
    /// </summary>
    internal void CloseIdle()
    {
        var closed = new List<HttpMessageInvoker>();
        lock (_gate)
        {
            closed.AddRange(_entries.Values.Select(static entry => entry.Invoker));
            foreach (WeakReference<HttpMessageInvoker> retired in _retired)
            {
                if (retired.TryGetTarget(out HttpMessageInvoker? invoker))
                {
                    closed.Add(invoker);
                }
            }

            _entries.Clear();
            _retired.Clear();
            _latest = null;
        }

        closed.ForEach(static invoker => invoker.Dispose());
    }

    /// <summary>Whether an invoker is no longer the one of its profile, so that what it refused to send goes over the new one.</summary>
    /// <param name="invoker">The invoker that was got; becomes the new one.</param>
    /// <param name="profile">The profile.</param>
    internal bool HasReplaced(ref HttpMessageInvoker invoker, ConnectionProfile profile)
    {
        if (_isDisposed)
        {
            return false;
        }

        HttpMessageInvoker before = invoker;
        invoker = Get(profile);
        return invoker != before;
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
