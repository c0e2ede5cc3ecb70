using ParallelFetch.AutoThrottle;

namespace ParallelFetch.Scheduling;

/// <summary>
/// Decides which request may go on the wire: limits, rates, pauses and circuit breakers, of the session and of each
/// host. Lanes take turns, and within a lane hosts do. A queue whose host may not be asked is set aside, and comes
/// back when a completion or the clock allows it, so that each decision takes the same short time however many hosts
/// wait. Guarded by the scheduler's lock.
/// </summary>
internal sealed class AdmissionControl
{
    private readonly List<FetchLane> _lanes = [];
    private readonly TimeProvider _time;
    private readonly WakeUps _wakeUps;
    private readonly Pacer _pacer;
    private long _wakeAt = long.MaxValue;
    private int _turn;

    internal AdmissionControl(TimeProvider time, WakeUps wakeUps)
    {
        _time = time;
        _wakeUps = wakeUps;
        _pacer = new Pacer(time.TimestampFrequency);
        Hosts = new HostTable(time);
    }

    internal LiveLimits Limits { get; } = new();

    internal HostTable Hosts { get; }

    internal int Outstanding { get; private set; }

    /// <summary>Takes a request into the waiting room of its lane.</summary>
    internal void Add(FetchLane lane, in QueuedFetch item)
    {
        lane.Room.Add(lane, Hosts.Of(item.Request.Uri!), item);
        ListIfReady(lane);
    }

    /// <summary>Takes a request into the waiting room of its lane that is not to be sent before a time.</summary>
    internal void AddDelayed(DelayedFetch delayed, long at, long now)
    {
        delayed.Lane.Room.Add(delayed);
        _wakeUps.Add(delayed, at, now);
    }

    /// <summary>Takes the next request that may go on the wire now.</summary>
    internal bool TryAdmit(out Admission admission)
    {
        admission = default;
        int limit = Limits.Throttle;
        if (_lanes.Count == 0 || (limit != 0 && Outstanding >= limit))
        {
            return false;
        }

        long now = _time.GetTimestamp();
        if (!MayGo(now))
        {
            return false;
        }

        for (int tries = _lanes.Count; tries > 0 && _lanes.Count > 0; tries--)
        {
            _turn = _turn >= _lanes.Count ? 0 : _turn;
            FetchLane lane = _lanes[_turn];
            if (!lane.MayStart(limit) && IsHeldBack(lane, limit))
            {
                _turn++;
                if (TryAdmitAwaited(lane, now, out admission))
                {
                    return true;
                }
            }
            else if (TryAdmit(lane, now, out admission))
            {
                _turn += lane.IsListed ? 1 : 0;
                return true;
            }
        }

        return false;
    }

    /// <summary>A request has left the wire.</summary>
    internal void Leave(HostState host)
    {
        Outstanding--;
        host.InFlight--;
        Unblock(host);
    }

    /// <summary>Redirects were followed: requests, too, which the rates have to make up for.</summary>
    internal void CountRedirects(HostState host, int count, long now)
    {
        for (int redirect = 0; redirect < count; redirect++)
        {
            _pacer.Count(now);
            host.Pacer.Count(now);
        }
    }

    /// <summary>A host asks everybody to wait.</summary>
    /// <returns>Whether it was not waiting as long already.</returns>
    internal static bool Pause(HostState host, long until)
    {
        bool isNews = until > host.PausedUntil;
        host.PausedUntil = Math.Max(host.PausedUntil, until);
        return isNews;
    }

    /// <summary>Looks at everything again: after a limit has changed.</summary>
    internal void UnblockAll()
    {
        foreach (HostState host in Hosts.All)
        {
            Unblock(host);
        }
    }

    /// <summary>Brings back what was to wait until now.</summary>
    internal void OnDue()
    {
        long now = _time.GetTimestamp();
        while (_wakeUps.TryTake(now, out object? due))
        {
            switch (due)
            {
                case HostState host when host.WakeAt <= now:
                    host.WakeAt = long.MaxValue;
                    Unblock(host);
                    break;
                case DelayedFetch delayed when delayed.Lane.Room.Release(delayed):
                    ListIfReady(delayed.Lane);
                    break;
                case AdmissionControl:
                    _wakeAt = long.MaxValue;
                    break;
            }
        }
    }

    internal void Unlist(FetchLane lane)
    {
        lane.IsListed = false;
        _lanes.Remove(lane);
    }

    // The owner lowers its count first and looks at the mark second; marking first and counting again second makes sure
    // that one of the two sees the other.
    private static bool IsHeldBack(FetchLane lane, int limit)
    {
        lane.IsHeldBack = true;
        Interlocked.MemoryBarrier();
        return !lane.MayStart(limit);
    }

    private bool MayGo(long now)
    {
        _pacer.SetRate(Limits.RequestsPerSecond, now);
        if (_pacer.MayGo(now, out long at))
        {
            return true;
        }

        if (at < _wakeAt)
        {
            _wakeAt = at;
            _wakeUps.Add(this, at, now);
        }

        return false;
    }

    private bool MayGo(HostState host, long now)
    {
        bool mayGo = host.MayGo(Limits, now, out long at);
        if (!mayGo)
        {
            WakeAt(host, at, now);
        }

        return mayGo;
    }

    private bool TryAdmit(FetchLane lane, long now, out Admission admission)
    {
        while (lane.Room.TryPeekReady(out HostQueue? queue))
        {
            HostState host = queue!.Host;
            if (host.Breaker.Failures > 0 && host.Breaker.Rejects(queue.Peek().Request.Options.HostFailureLimit, now))
            {
                admission = Reject(lane, host, lane.Room.Take());
                UnlistIfIdle(lane);
                return true;
            }

            if (host.MayGo(Limits, now, out long at))
            {
                admission = Admit(lane, host, lane.Room.Take(), now);
                UnlistIfIdle(lane);
                return true;
            }

            lane.Room.DropReady();
            Block(queue, at, now);
        }

        UnlistIfIdle(lane);
        admission = default;
        return false;
    }

    // Its owner takes no more results before this one, so nothing else may start, but it has to.
    private bool TryAdmitAwaited(FetchLane lane, long now, out Admission admission)
    {
        if (lane.Awaited is { } sequence
            && lane.Room.TryTake(sequence, candidate => MayGo(candidate, now), out HostState? host, out QueuedFetch item))
        {
            admission = host!.Breaker.Rejects(item.Request.Options.HostFailureLimit, now)
                ? Reject(lane, host, item)
                : Admit(lane, host, item, now);
            return true;
        }

        admission = default;
        return false;
    }

    private Admission Admit(FetchLane lane, HostState host, in QueuedFetch item, long now)
    {
        Outstanding++;
        _pacer.Count(now);
        StartedRequest? load = host.OnStarting(Limits, now, item.Retry is not null);
        bool isProbe = host.Breaker.OnStarting(item.Request.Options.HostFailureLimit);
        lane.OnStarting(item);
        return new Admission(lane, host, item, null, load, isProbe);
    }

    private static Admission Reject(FetchLane lane, HostState host, in QueuedFetch item)
    {
        host.Waiting--;
        host.Failures++;
        var failure = new FetchFailure(
            FetchFailureKind.HostUnavailable,
            $"The last {host.Breaker.Failures} requests to {host.Key} found no connection, so this one was not sent. The host is tried again every {CircuitBreaker.Interval.TotalSeconds:0} s; -HostFailureLimit 0 tries it every time.");
        return new Admission(lane, host, item, failure, null);
    }

    private void Block(HostQueue queue, long at, long now)
    {
        queue.IsBlocked = true;
        queue.Host.Blocked.Add(queue);
        WakeAt(queue.Host, at, now);
    }

    private void WakeAt(HostState host, long at, long now)
    {
        if (at < host.WakeAt)
        {
            host.WakeAt = at;
            _wakeUps.Add(host, at, now);
        }
    }

    private void Unblock(HostState host)
    {
        if (host.Blocked.Count == 0)
        {
            return;
        }

        foreach (HostQueue queue in host.Blocked)
        {
            queue.IsBlocked = false;
            queue.Lane.Room.MakeReady(queue);
            ListIfReady(queue.Lane);
        }

        host.Blocked.Clear();
    }

    private void ListIfReady(FetchLane lane)
    {
        if (!lane.IsListed && !lane.Room.IsClosed && lane.Room.HasReady)
        {
            lane.IsListed = true;
            _lanes.Add(lane);
        }
    }

    private void UnlistIfIdle(FetchLane lane)
    {
        if (!lane.Room.HasReady && lane.IsListed)
        {
            Unlist(lane);
        }
    }
}
