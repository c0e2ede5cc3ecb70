namespace ParallelFetch.Scheduling;

/// <content>Host queues whose host may not be asked now, and what brings them back.</content>
internal sealed partial class AdmissionControl
{
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
                    break;
                case WaitingDeadline deadline when deadline.TryExpire(out HostQueue? hostQueue):
                    hostQueue.IsBlocked = false;
                    hostQueue.Host.Blocked.Remove(hostQueue);
                    hostQueue.Owner.HostQueues.MakeReady(hostQueue);
                    _ready.AddIfReady(hostQueue.Owner);
                    break;
                case AdmissionControl:
                    _wakeAt = long.MaxValue;
                    break;
            }
        }
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
