namespace ParallelFetch.Scheduling;

/// <summary>The requests of one owner to one host that wait for their place on the wire. Guarded by the scheduler's lock.</summary>
internal sealed class HostQueue(FetchQueue owner, HostState host)
{
    private readonly Queue<QueuedFetch> _fresh = new();
    private readonly Queue<QueuedFetch> _retries = new();

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

    internal int Count => _fresh.Count + _retries.Count - _withdrawn;

    internal void Add(in QueuedFetch item)
    {
        (item.Retry is null ? _fresh : _retries).Enqueue(item);
        if (item.Handle is { } handle)
        {
            handle.HostQueue = this;
            handle.Retry = item.Retry;
        }
    }

    /// <summary>The next one, which stays where it is.</summary>
    internal QueuedFetch Peek() => Next().Peek();

    /// <summary>The next one; what has waited for a second try comes before what has not had its first.</summary>
    internal QueuedFetch Take()
    {
        QueuedFetch item = Next().Dequeue();
        if (item.Handle is { } handle)
        {
            handle.HostQueue = null;
        }

        return item;
    }

    /// <summary>Takes the one with a place in the input, if it is the next of its kind. Only for requests of a call.</summary>
    internal bool TryTake(long sequence, out QueuedFetch item)
    {
        if (_fresh.TryPeek(out item) && item.Sequence == sequence)
        {
            _fresh.Dequeue();
            return true;
        }

        return TryExtract(_retries, sequence, out item);
    }

    /// <summary>Takes out a background request that waits here.</summary>
    internal QueuedFetch Withdraw(FetchHandle handle)
    {
        handle.HostQueue = null;
        handle.IsWithdrawn = true;
        if (++_withdrawn >= LeastToCompact && _withdrawn > Count)
        {
            Compact(_fresh);
            Compact(_retries);
            _withdrawn = 0;
        }

        return new QueuedFetch(handle.Request, handle.Id, 0, handle, handle.Retry);
    }

    internal void Clear(List<QueuedFetch> removed)
    {
        foreach (QueuedFetch item in _fresh.Concat(_retries).Where(IsThere))
        {
            removed.Add(item);
            if (item.Handle is { } handle)
            {
                handle.HostQueue = null;
            }
        }

        _fresh.Clear();
        _retries.Clear();
        _withdrawn = 0;
    }

    private static bool IsThere(QueuedFetch item) => item.Handle is not { IsWithdrawn: true };

    private static void Compact(Queue<QueuedFetch> queue)
    {
        for (int left = queue.Count; left > 0; left--)
        {
            QueuedFetch item = queue.Dequeue();
            if (IsThere(item))
            {
                queue.Enqueue(item);
            }
        }
    }

    private static bool TryExtract(Queue<QueuedFetch> queue, long sequence, out QueuedFetch found)
    {
        found = default;
        bool any = false;
        for (int left = queue.Count; left > 0; left--)
        {
            QueuedFetch item = queue.Dequeue();
            if (!any && item.Sequence == sequence)
            {
                found = item;
                any = true;
            }
            else
            {
                queue.Enqueue(item);
            }
        }

        return any;
    }

    // There is one: callers look at Count first.
    private Queue<QueuedFetch> Next() => SkipWithdrawn(_retries) ? _retries : SkipWithdrawn(_fresh) ? _fresh : throw new InvalidOperationException("The queue is empty.");

    private bool SkipWithdrawn(Queue<QueuedFetch> queue)
    {
        while (queue.TryPeek(out QueuedFetch item))
        {
            if (IsThere(item))
            {
                return true;
            }

            queue.Dequeue();
            _withdrawn--;
        }

        return false;
    }
}
