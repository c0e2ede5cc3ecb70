namespace ParallelFetch.Scheduling;

/// <summary>The requests of one owner to one host that wait for their place on the wire. Guarded by the scheduler's lock.</summary>
internal sealed class HostQueue(FetchQueue owner, HostState host)
{
    private readonly Queue<QueuedFetch> _fresh = new();

    // Those that came first, but for those that have been sent in vain for long. Of several that the host does not let through,
    // none may keep the others from finding out whether it is the host or the request.
    private PriorityQueue<QueuedFetch, (int Rank, long Number)> _returned = new();

    private readonly Queue<QueuedFetch> _expired = new();
    private bool _prefersFresh;

    // Withdrawn background requests stay where they are until their turn, so that withdrawing one takes a short time
    // however many wait; or until they are the most of the queue.
    private const int LeastToCompact = 64;
    private int _withdrawn;

    internal FetchQueue Owner { get; } = owner;

    internal HostState Host { get; } = host;

    /// <summary>Whether it waits for its host.</summary>
    internal bool IsBlocked { get; set; }

    /// <summary>Whether it is on its owner's list of host queues that may start something.</summary>
    internal bool IsReady { get; set; }

    /// <summary>Where it is on that list: kept by <see cref="ReadyHosts"/>.</summary>
    internal int Level { get; set; }

    internal HostQueue? Next { get; set; }

    internal HostQueue? Previous { get; set; }

    internal int Count => _expired.Count + _fresh.Count + _returned.Count - _withdrawn;

    internal void Add(in QueuedFetch item)
    {
        if (item.Retry is null)
        {
            _fresh.Enqueue(item);
        }
        else
        {
            _returned.Enqueue(item, (item.Retry.Rank, item.Number));
        }

        if (item.Handle is { } handle)
        {
            handle.HostQueue = this;
            handle.Retry = item.Retry;
        }
    }

    /// <summary>The next one, which stays where it is. There is one: callers look at <see cref="Count"/> first.</summary>
    internal QueuedFetch Peek() => IsReturnedNext() ? _returned.Peek() : _fresh.Peek();

    /// <summary>
    /// The next one; what has waited for a second try comes before what has not had its first, unless it has been sent
    /// in vain more than once: then every other time.
    /// </summary>
    internal QueuedFetch Take()
    {
        QueuedFetch item;
        if (IsReturnedNext())
        {
            item = _returned.Dequeue();
            _prefersFresh = item.Retry!.Misses > 1;
        }
        else
        {
            item = _fresh.Dequeue();
            _prefersFresh = false;
        }

        if (item.Handle is { } handle)
        {
            handle.HostQueue = null;
        }

        return item;
    }

    /// <summary>Takes one whose time is over.</summary>
    internal bool TryTakeExpired(out QueuedFetch item)
    {
        while (_expired.TryDequeue(out item))
        {
            if (item.Handle is not { } handle)
            {
                return true;
            }

            if (!handle.IsWithdrawn)
            {
                handle.HostQueue = null;
                return true;
            }

            _withdrawn--;
        }

        return false;
    }

    /// <summary>Takes the one with a place in the input, if it is the next of its kind. Only for requests of a call.</summary>
    internal bool TryTake(long sequence, out QueuedFetch item)
    {
        if (_fresh.TryPeek(out item) && item.Sequence == sequence)
        {
            _fresh.Dequeue();
            return true;
        }

        return TryExtract(sequence, null, out item);
    }

    /// <summary>The time of a request that waits for another try is over.</summary>
    /// <param name="sequence">Its place in the input of its call.</param>
    /// <param name="retry">With what it came back; when it has been sent meanwhile, it is another.</param>
    /// <returns>False when it does not wait here any more.</returns>
    internal bool Expire(long sequence, RetryState retry)
    {
        bool isHere = TryExtract(sequence, retry, out QueuedFetch item);
        if (isHere)
        {
            _expired.Enqueue(item);
        }

        return isHere;
    }

    /// <summary>Takes out a background request that waits here.</summary>
    internal QueuedFetch Withdraw(FetchHandle handle)
    {
        handle.HostQueue = null;
        handle.IsWithdrawn = true;
        if (++_withdrawn >= LeastToCompact && _withdrawn > Count)
        {
            for (int left = _fresh.Count; left > 0; left--)
            {
                if (_fresh.Dequeue() is var item && IsThere(item))
                {
                    _fresh.Enqueue(item);
                }
            }

            _returned = new(_returned.UnorderedItems.Where(static entry => IsThere(entry.Element)));
            _withdrawn = _expired.Count(static item => !IsThere(item));
        }

        return new QueuedFetch(handle.Request, handle.Id, 0, handle, handle.Retry);
    }

    internal void Clear(List<QueuedFetch> removed)
    {
        foreach (QueuedFetch item in _expired.Concat(_fresh).Concat(_returned.UnorderedItems.Select(static entry => entry.Element)).Where(IsThere))
        {
            removed.Add(item);
            if (item.Handle is { } handle)
            {
                handle.HostQueue = null;
            }
        }

        _expired.Clear();
        _fresh.Clear();
        _returned.Clear();
        _withdrawn = 0;
    }

    private static bool IsThere(QueuedFetch item) => item.Handle is not { IsWithdrawn: true };

    // Takes one that has come back, with what it came back with unless that does not matter.
    private bool TryExtract(long sequence, RetryState? retry, out QueuedFetch found)
    {
        foreach ((QueuedFetch item, _) in _returned.UnorderedItems)
        {
            if (item.Sequence == sequence && IsThere(item) && (retry is null || ReferenceEquals(item.Retry, retry)))
            {
                found = item;
                _returned = new(_returned.UnorderedItems.Where(entry => entry.Element.Sequence != sequence));
                return true;
            }
        }

        found = default;
        return false;
    }

    private bool IsReturnedNext()
    {
        while (_withdrawn > 0 && _returned.TryPeek(out QueuedFetch item, out _) && !IsThere(item))
        {
            _returned.Dequeue();
            _withdrawn--;
        }

        while (_withdrawn > 0 && _fresh.TryPeek(out QueuedFetch item) && !IsThere(item))
        {
            _fresh.Dequeue();
            _withdrawn--;
        }

        return _returned.Count > 0 && (_fresh.Count == 0 || !(_prefersFresh || Host.PrefersNew));
    }
}
