namespace ParallelFetch.Scheduling;

/// <summary>The queues that may have something to start, and whose turn it is. Guarded by the scheduler's lock.</summary>
internal sealed class ReadyQueues
{
    private readonly List<FetchQueue> _queues = [];
    private int _next;

    internal int Count => _queues.Count;

    /// <summary>The queue whose turn it is. Only where there is one.</summary>
    internal FetchQueue Current
    {
        get
        {
            _next = _next >= _queues.Count ? 0 : _next;
            return _queues[_next];
        }
    }

    /// <summary>Gives the turn to the next queue.</summary>
    internal void Advance() => _next++;

    /// <summary>Puts a queue on the list if it has something to start.</summary>
    internal void AddIfReady(FetchQueue queue)
    {
        if (!queue.IsReady && !queue.HostQueues.IsClosed && queue.HostQueues.HasReady)
        {
            queue.IsReady = true;
            _queues.Add(queue);
        }
    }

    /// <summary>Takes a queue off the list.</summary>
    internal void Drop(FetchQueue queue)
    {
        queue.IsReady = false;
        _queues.Remove(queue);
    }

    /// <summary>Takes a queue off the list if it has nothing to start.</summary>
    internal void DropIfIdle(FetchQueue queue)
    {
        if (!queue.HostQueues.HasReady && queue.IsReady)
        {
            Drop(queue);
        }
    }
}
