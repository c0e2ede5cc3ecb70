namespace ParallelFetch.Scheduling;

/// <summary>A request that waits for the time of its next try. It holds a place in the waiting room and none on the wire.</summary>
internal sealed class DelayedFetch(FetchLane lane, HostState host, QueuedFetch item)
{
    internal FetchLane Lane { get; } = lane;

    internal HostState Host { get; } = host;

    internal QueuedFetch Item { get; } = item;
}
