namespace ParallelFetch.Scheduling;

/// <summary>
/// The waiting requests of one <see cref="FetchQueue"/>: a queue for each host, so that a host which is full or paused holds up nobody else;
/// of those whose host may be asked, the one whose host has least to do goes next. Guarded by the scheduler's lock.
/// </summary>
internal sealed class HostQueues
{
    // Empty queues are kept, since their host is likely to come again, but not for ever.
    private const int MostEmptyQueues = 64;

    private readonly Dictionary<HostState, HostQueue> _queues = [];
    private readonly ReadyHosts _ready = new();
    private readonly HashSet<DelayedFetch> _delayed = [];
    private HostQueue? _latest;

    /// <summary>How many requests wait, those included that wait for the time of their retry.</summary>
    internal int Count { get; private set; }

    internal bool HasReady => _ready.Count > 0;

    /// <summary>Whether nothing more may come back into it: its owner is done with it.</summary>
    internal bool IsClosed { get; private set; }

    /// <summary>Adds a request.</summary>
    internal void Add(FetchQueue queue, HostState host, in QueuedFetch item)
    {
        HostQueue hostQueue = Of(queue, host);
        Count++;
        host.Waiting++;
        hostQueue.Add(item);
        MakeReady(hostQueue);
    }

    /// <summary>The queue of a host.</summary>
    internal HostQueue Of(FetchQueue queue, HostState host)
    {
        if (_latest is null || !ReferenceEquals(_latest.Host, host))
        {
            if (!_queues.TryGetValue(host, out _latest))
            {
                _latest = new HostQueue(queue, host);
                _queues.Add(host, _latest);
            }
        }

        return _latest;
    }

    /// <summary>Adds a request that is not to be sent before a time.</summary>
    internal void Add(DelayedFetch delayed)
    {
        _delayed.Add(delayed);
        Count++;
        delayed.Host.Waiting++;
        if (delayed.Item.Handle is { } handle)
        {
            handle.Delayed = delayed;
        }
    }

    /// <summary>The time of a delayed request has come.</summary>
    /// <returns>False when it has left the queue meanwhile.</returns>
    internal bool Release(DelayedFetch delayed)
    {
        bool removed = TryRemove(delayed);
        if (removed)
        {
            Add(delayed.Queue, delayed.Host, delayed.Item);
        }

        return removed;
    }

    /// <summary>Takes a delayed request out.</summary>
    /// <returns>False when it has left the queue meanwhile.</returns>
    internal bool TryRemove(DelayedFetch delayed)
    {
        if (!_delayed.Remove(delayed))
        {
            return false;
        }

        Count--;
        delayed.Host.Waiting--;
        if (delayed.Item.Handle is { } handle)
        {
            handle.Delayed = null;
        }

        return true;
    }

    /// <summary>Puts a queue on the list of those that may start something, unless it is there, empty, or waits for its host.</summary>
    internal void MakeReady(HostQueue hostQueue)
    {
        if (!hostQueue.IsReady && !hostQueue.IsBlocked && hostQueue.Count > 0)
        {
            _ready.Add(hostQueue);
        }
    }

    /// <summary>The queue whose turn it is.</summary>
    internal bool TryPeekReady(out HostQueue? hostQueue)
    {
        while ((hostQueue = _ready.First) is not null)
        {
            if (hostQueue.Count > 0)
            {
                return true;
            }

            _ready.Remove(hostQueue);
        }

        return false;
    }

    /// <summary>Takes a queue off the list: its host cannot be asked now.</summary>
    internal void DropReady(HostQueue hostQueue) => _ready.Remove(hostQueue);

    /// <summary>The host of a queue has more or fewer requests on the wire than before.</summary>
    internal void Move(HostQueue hostQueue) => _ready.Move(hostQueue);

    /// <summary>Takes the next request of a queue that is on the list.</summary>
    internal QueuedFetch Take(HostQueue hostQueue)
    {
        QueuedFetch item = hostQueue.Take();
        Count--;
        if (hostQueue.Count == 0)
        {
            _ready.Remove(hostQueue);
            DropIfEmpty(hostQueue);
        }

        return item;
    }

    /// <summary>Takes a request of a queue whose time is over.</summary>
    internal bool TryTakeExpired(HostQueue hostQueue, out QueuedFetch item)
    {
        if (!hostQueue.TryTakeExpired(out item))
        {
            return false;
        }

        Count--;
        if (hostQueue.Count == 0 && !hostQueue.IsBlocked)
        {
            if (hostQueue.IsReady)
            {
                _ready.Remove(hostQueue);
            }

            DropIfEmpty(hostQueue);
        }

        return true;
    }

    /// <summary>Takes the request with a place in the input, if its host may be asked.</summary>
    internal bool TryTake(long sequence, Func<HostQueue, bool> canSend, out HostState? host, out QueuedFetch item)
    {
        foreach (HostQueue hostQueue in _queues.Values)
        {
            if (hostQueue.Count > 0 && canSend(hostQueue) && hostQueue.TryTake(sequence, out item))
            {
                Count--;
                host = hostQueue.Host;
                return true;
            }
        }

        host = null;
        item = default;
        return false;
    }

    /// <summary>Takes a background request out.</summary>
    internal bool TryTake(FetchHandle handle, TimerQueue timers, out QueuedFetch item)
    {
        if (handle.HostQueue is { } hostQueue)
        {
            item = hostQueue.Withdraw(handle);
            Count--;
            hostQueue.Host.Waiting--;
            return true;
        }

        if (handle.Delayed is { } delayed && TryRemove(delayed))
        {
            item = delayed.Item;
            timers.Cancel(delayed);
            return true;
        }

        item = default;
        return false;
    }

    /// <summary>Empties all queues and lets nothing back in.</summary>
    internal IReadOnlyList<QueuedFetch> Close(TimerQueue timers)
    {
        IsClosed = true;
        var removed = new List<QueuedFetch>(Count);
        foreach (HostQueue hostQueue in _queues.Values)
        {
            hostQueue.Host.Waiting -= hostQueue.Count;
            hostQueue.Clear(removed);
            if (hostQueue.IsBlocked)
            {
                // A pause may last, and the host would hold the call for all of it.
                hostQueue.Host.Blocked.Remove(hostQueue);
            }
        }

        foreach (DelayedFetch delayed in _delayed)
        {
            delayed.Host.Waiting--;
            removed.Add(delayed.Item);
            if (delayed.Item.Handle is { } handle)
            {
                handle.Delayed = null;
            }

            timers.Cancel(delayed);
        }

        _ready.Clear();
        _queues.Clear();
        _latest = null;
        _delayed.Clear();
        Count = 0;
        return removed;
    }

    private void DropIfEmpty(HostQueue hostQueue)
    {
        if (hostQueue.Count == 0 && _queues.Count > MostEmptyQueues)
        {
            _queues.Remove(hostQueue.Host);
            _latest = ReferenceEquals(hostQueue, _latest) ? null : _latest;
        }
    }
}
