namespace ParallelFetch.Scheduling;

/// <summary>A request that waits for the time of its next try. It holds a place in the queue and none on the wire.</summary>
internal sealed class DelayedFetch(FetchQueue queue, HostState host, QueuedFetch item)
{
    internal FetchQueue Queue { get; private set; } = queue;

    internal HostState Host { get; private set; } = host;

    internal QueuedFetch Item { get; private set; } = item;

    /// <summary>Whether it has been withdrawn; then it holds nothing any more.</summary>
    internal bool IsCancelled { get; private set; }

    /// <summary>Lets go of everything: a timer may know it for a long time yet.</summary>
    internal void Cancel()
    {
        IsCancelled = true;
        Queue = null!;
        Host = null!;
        Item = default;
    }
}
