using ParallelFetch.AutoThrottle;
using ParallelFetch.Http;

namespace ParallelFetch.Scheduling;

/// <content>Whose turn it is, and what becomes of it.</content>
internal sealed partial class AdmissionControl
{
    /// <summary>Takes the next request that may go on the wire now.</summary>
    /// <remarks>
    /// Whatever is thrown on the way costs the request whose turn it was, which is rejected for it: nothing waits for a
    /// decision that cannot be made.
    /// </remarks>
    internal bool TryAdmit(out Admission admission)
    {
        if (TryTakeOverdue(out admission))
        {
            return true;
        }

        if (_ready.Count == 0 || Outstanding >= Places)
        {
            return false;
        }

        long now;
        try
        {
            now = _time.GetTimestamp();
            if (!CanSend(now))
            {
                return false;
            }
        }
        catch (Exception exception)
        {
            return TryRejectAny(exception, out admission);
        }

        for (int tries = _ready.Count; tries > 0 && _ready.Count > 0; tries--)
        {
            if (TryAdmitOf(_ready.Current, Limits.Throttle, now, out admission))
            {
                return true;
            }
        }

        return false;
    }

    private bool TryAdmitOf(FetchQueue queue, int limit, long now, out Admission admission)
    {
        try
        {
            if (!queue.CanStart(limit) && IsHeldBack(queue, limit))
            {
                _ready.Advance();
                return TryAdmitAwaited(queue, now, out admission);
            }

            if (TryAdmit(queue, now, out admission))
            {
                if (queue.IsReady)
                {
                    _ready.Advance();
                }

                return true;
            }

            return false;
        }
        catch (Exception exception)
        {
            return TryRejectNext(queue, exception, out admission);
        }
    }

    private bool TryRejectAny(Exception cause, out Admission admission)
    {
        while (_ready.Count > 0)
        {
            if (TryRejectNext(_ready.Current, cause, out admission))
            {
                return true;
            }
        }

        admission = default;
        return false;
    }

    // A queue that has nothing is taken off the list.
    private bool TryRejectNext(FetchQueue queue, Exception cause, out Admission admission)
    {
        bool any = queue.HostQueues.TryPeekReady(out HostQueue? hostQueue);
        admission = any ? Reject(queue, hostQueue!.Host, queue.HostQueues.Take(hostQueue), FailureClassifier.Unforeseen(cause)) : default;
        _ready.DropIfIdle(queue);
        return any;
    }

    // The owner lowers its count first and looks at the mark second; marking first and counting again second makes sure
    // that one of the two sees the other.
    private static bool IsHeldBack(FetchQueue queue, int limit)
    {
        queue.IsHeldBack = true;
        Interlocked.MemoryBarrier();
        return !queue.CanStart(limit);
    }

    private bool CanSend(long now)
    {
        _pacer.SetRate(Limits.RequestsPerSecond, now);
        if (_pacer.CanSend(now, out long at))
        {
            return true;
        }

        if (at < _wakeAt)
        {
            _timers.Schedule(this, at, now);
            _wakeAt = at;
        }

        return false;
    }

    private HostGate Gate(HostQueue hostQueue, long now)
    {
        HostState host = hostQueue.Host;
        HostGate gate = host.Gate(hostQueue, Limits, now, out long at);
        if (gate == HostGate.Closed)
        {
            WakeAt(host, at, now);
        }

        return gate;
    }

    private bool TryAdmit(FetchQueue queue, long now, out Admission admission)
    {
        while (queue.HostQueues.TryPeekReady(out HostQueue? hostQueue))
        {
            HostGate gate = Gate(hostQueue!, now);
            if (gate != HostGate.Closed)
            {
                admission = Pass(gate, queue, hostQueue!.Host, queue.HostQueues.Take(hostQueue), now);
                Settle(queue);
                return true;
            }

            queue.HostQueues.DropReady(hostQueue!);
            Block(hostQueue!);
        }

        Settle(queue);
        admission = default;
        return false;
    }

    private void Settle(FetchQueue queue)
    {
        if (!queue.HostQueues.HasReady)
        {
            _ready.DropIfIdle(queue);
            TellIfStalled(queue);
        }
    }

    private void TellIfStalled(FetchQueue queue)
    {
        if (queue.HostQueues.HasReady || Outstanding >= Places)
        {
            return;
        }

        try
        {
            queue.OnStalled();
        }
        catch (Exception)
        {
            // It would only let more in. What is admitted or given back just now must not be lost for it.
        }
    }

    // Its owner takes no more results before this one, so nothing else may start, but it has to.
    private bool TryAdmitAwaited(FetchQueue queue, long now, out Admission admission)
    {
        HostGate gate = HostGate.Closed;
        if (queue.Awaited is { } sequence
            && queue.HostQueues.TryTake(sequence, candidate => (gate = Gate(candidate, now)) != HostGate.Closed, out HostState? host, out QueuedFetch item))
        {
            admission = Pass(gate, queue, host!, item, now);
            return true;
        }

        admission = default;
        return false;
    }

    private Admission Pass(HostGate gate, FetchQueue queue, HostState host, in QueuedFetch item, long now)
    {
        if (gate == HostGate.Open)
        {
            return Admit(queue, host, item, now);
        }

        try
        {
            if (gate != HostGate.Expired && host.IsNewlyGivenUp(queue, now) && HostNotices.GivenUp(host, gate, item.Request.Options) is { } notice)
            {
                queue.Notify(notice);
            }

            return Reject(queue, host, item, HostNotices.Unavailable(host, gate, item.Request.Options)) with { GivesUp = true };
        }
        catch (Exception exception)
        {
            // It has left its queue: who else would give it its outcome?
            return Reject(queue, host, item, FailureClassifier.Unforeseen(exception));
        }
    }

    private static void MoveReady(HostState host)
    {
        foreach (HostQueue hostQueue in host.Ready)
        {
            hostQueue.Owner.HostQueues.Move(hostQueue);
        }
    }

    private Admission Admit(FetchQueue queue, HostState host, in QueuedFetch item, long now)
    {
        try
        {
            queue.OnStarting(item);
        }
        catch (Exception exception)
        {
            return Reject(queue, host, item, FailureClassifier.Unforeseen(exception));
        }

        Outstanding++;
        Sent++;
        _pacer.Count(now);
        StartedRequest? load = host.OnStarting(Limits, now, item.Retry is not null);
        MoveReady(host);
        bool isProbe = host.Breaker.OnStarting(item.Request.Options.HostFailureLimit);
        return new Admission(queue, host, item, null, load, isProbe) { Serial = host.Requests, SessionSerial = Sent };
    }

    private static Admission Reject(FetchQueue queue, HostState host, in QueuedFetch item, FetchFailure failure)
    {
        host.Waiting--;
        host.Failures++;
        return new Admission(queue, host, item, failure, null);
    }
}
