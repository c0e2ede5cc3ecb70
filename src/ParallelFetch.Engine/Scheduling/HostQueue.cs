namespace ParallelFetch.Scheduling;

/// <summary>The requests of one owner to one host that wait for their place on the wire. Guarded by the scheduler's lock.</summary>
internal sealed class HostQueue(FetchQueue owner, HostState host)
{
    private readonly Queue<QueuedFetch> _fresh = new();
    private readonly Queue<QueuedFetch> _retries = new();

    internal FetchQueue Owner { get; } = owner;

    internal HostState Host { get; } = host;

    /// <summary>Whether it waits for its host.</summary>
    internal bool IsBlocked { get; set; }

    /// <summary>Whether it is on its owner's list of host queues that may start something.</summary>
    internal bool IsReady { get; set; }

    internal int Count => _fresh.Count + _retries.Count;

    internal void Add(in QueuedFetch item)
    {
        if (item.Retry is null)
        {
            _fresh.Enqueue(item);
        }
        else
        {
            _retries.Enqueue(item);
        }
    }

    /// <summary>The next one, which stays where it is.</summary>
    internal QueuedFetch Peek() => _retries.Count > 0 ? _retries.Peek() : _fresh.Peek();

    /// <summary>The next one; what has waited for a second try comes before what has not had its first.</summary>
    internal QueuedFetch Take() => _retries.Count > 0 ? _retries.Dequeue() : _fresh.Dequeue();

    /// <summary>Takes the one with a place in the input, if it is the next of its kind.</summary>
    internal bool TryTake(long sequence, out QueuedFetch item)
    {
        if (_fresh.TryPeek(out item) && item.Sequence == sequence)
        {
            _fresh.Dequeue();
            return true;
        }

        return TryExtract(_retries, candidate => candidate.Sequence == sequence, out item);
    }

    internal bool TryTake(FetchHandle handle, out QueuedFetch item) =>
        TryExtract(_fresh, candidate => candidate.Handle == handle, out item)
        || TryExtract(_retries, candidate => candidate.Handle == handle, out item);

    internal void Clear(List<QueuedFetch> removed)
    {
        removed.AddRange(_fresh);
        removed.AddRange(_retries);
        _fresh.Clear();
        _retries.Clear();
    }

    private static bool TryExtract(Queue<QueuedFetch> queue, Predicate<QueuedFetch> predicate, out QueuedFetch found)
    {
        found = default;
        bool any = false;
        for (int left = queue.Count; left > 0; left--)
        {
            QueuedFetch item = queue.Dequeue();
            if (!any && predicate(item))
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
}
