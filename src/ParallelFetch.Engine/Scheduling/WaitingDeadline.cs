using System.Diagnostics.CodeAnalysis;

namespace ParallelFetch.Scheduling;

/// <summary>
/// Ends the waiting of a request for another try when its total time is over. A timer may know it for long after the
/// request has been sent, or its call has ended, so it keeps neither.
/// </summary>
internal sealed class WaitingDeadline(HostQueue hostQueue, long sequence, RetryState retry)
{
    private readonly WeakReference<HostQueue> _hostQueue = new(hostQueue);
    private readonly WeakReference<RetryState> _retry = new(retry);

    internal bool TryExpire([NotNullWhen(true)] out HostQueue? hostQueue) =>
        _hostQueue.TryGetTarget(out hostQueue) && _retry.TryGetTarget(out RetryState? retry) && hostQueue.Expire(sequence, retry);
}
