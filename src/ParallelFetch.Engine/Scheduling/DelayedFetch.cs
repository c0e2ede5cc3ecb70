namespace ParallelFetch.Scheduling;

/// <summary>A request that waits for the time of its next try. It holds a place in the queue and none on the wire.</summary>
internal sealed class DelayedFetch(FetchQueue queue, HostState host, QueuedFetch item)
{
    internal FetchQueue Queue { get; } = queue;

    internal HostState Host { get; } = host;

    internal QueuedFetch Item { get; } = item;
}
