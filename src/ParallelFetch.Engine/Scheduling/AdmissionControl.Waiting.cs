namespace ParallelFetch.Scheduling;

/// <content>Host queues whose host may not be asked now, and what brings them back.</content>
internal sealed partial class AdmissionControl
{
    // Queues with a request whose time is over. That needs no place on the wire, nor anything else that has to be waited for.
    private readonly Queue<HostQueue> _overdue = new();

    /// <summary>Looks at everything again: after a limit has changed.</summary>
    internal void UnblockAll()
    {
        foreach (HostState host in Hosts.All)
        {
            Unblock(host);
        }
    }

    /// <summary>Brings back what was to wait until now: called by the timer queue.</summary>
    internal void OnTimer()
    {
        long now = _time.GetTimestamp();
        while (_timers.TryDequeue(now, out object? due))
        {
            switch (due)
            {
                case HostState host when host.WakeAt <= now:
                    host.WakeAt = long.MaxValue;
                    Unblock(host);
                    break;
                case DelayedFetch { IsCancelled: false } delayed when delayed.Queue.HostQueues.Release(delayed):
                    _ready.AddIfReady(delayed.Queue);
                    ExpireAt(delayed.Queue, delayed.Host, delayed.Item, now);
                    break;
                case WaitingDeadline deadline when deadline.TryExpire(out HostQueue? hostQueue):
                    _overdue.Enqueue(hostQueue);
                    break;
                case AdmissionControl:
                    _wakeAt = long.MaxValue;
                    break;
            }
        }
    }

    private bool TryTakeOverdue(out Admission admission)
    {
        while (_overdue.TryDequeue(out HostQueue? hostQueue))
        {
            if (hostQueue.Owner.HostQueues.TryTakeExpired(hostQueue, out QueuedFetch item))
            {
                admission = Pass(HostGate.Expired, hostQueue.Owner, hostQueue.Host, item, 0);
                return true;
            }
        }

        admission = default;
        return false;
    }

    private static void Block(HostQueue hostQueue)
    {
        hostQueue.IsBlocked = true;
        hostQueue.Host.Blocked.Add(hostQueue);
    }

    // Noted only when it is scheduled: what could not be is scheduled by the next who has to wait.
    private void WakeAt(HostState host, long at, long now)
    {
        if (at < host.WakeAt)
        {
            _timers.Schedule(host, at, now);
            host.WakeAt = at;
        }
    }

    private void Unblock(HostState host)
    {
        if (host.Blocked.Count == 0)
        {
            return;
        }

        foreach (HostQueue hostQueue in host.Blocked)
        {
            hostQueue.IsBlocked = false;
            hostQueue.Owner.HostQueues.MakeReady(hostQueue);
            _ready.AddIfReady(hostQueue.Owner);
        }

        host.Blocked.Clear();
    }
}
