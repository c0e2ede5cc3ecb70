namespace ParallelFetch.Scheduling;

/// <summary>
/// Decides which request may go on the wire: limits, rates, pauses and circuit breakers, of the session and of each
/// host. Queues take turns, and within a queue hosts do. A host queue whose host may not be asked is set aside, and comes
/// back when a completion or the clock allows it, so that each decision takes the same short time however many hosts
/// wait. Guarded by the scheduler's lock.
/// </summary>
internal sealed partial class AdmissionControl
{
    private readonly ReadyQueues _ready = new();
    private readonly TimeProvider _time;
    private readonly TimerQueue _timers;
    private readonly Pacer _pacer;
    private long _wakeAt = long.MaxValue;

    internal AdmissionControl(TimeProvider time, TimerQueue timers)
    {
        _time = time;
        _timers = timers;
        _pacer = new Pacer(time.TimestampFrequency);
        Hosts = new HostTable(time);
    }

    internal EffectiveLimits Limits { get; } = new();

    internal HostTable Hosts { get; }

    /// <summary>What this machine can carry.</summary>
    internal LocalLimit Local { get; } = new();

    internal int Outstanding { get; private set; }

    /// <summary>How many requests were sent; the last one's number.</summary>
    internal long Sent { get; private set; }

    /// <summary>How many fetches may be on the wire; <see cref="int.MaxValue"/> for any number.</summary>
    internal int Places => Math.Min(Limits.Throttle == 0 ? int.MaxValue : Limits.Throttle, Local.Value);

    /// <summary>Queues a request.</summary>
    internal void Enqueue(FetchQueue queue, in QueuedFetch item)
    {
        queue.HostQueues.Add(queue, Hosts.GetOrAdd(item.Request.Host), item);
        _ready.AddIfReady(queue);
        TellIfStalled(queue);
    }

    /// <summary>Puts a request that was on the wire back into its queue: it goes again when its host may be asked.</summary>
    internal void Requeue(FetchQueue queue, HostState host, in QueuedFetch item)
    {
        queue.OnRetrying(item);
        queue.HostQueues.Add(queue, host, item);
        _ready.AddIfReady(queue);
    }

    /// <summary>Has a request that waits for another try given up when its total time is over.</summary>
    internal void ExpireAt(FetchQueue queue, HostState host, in QueuedFetch item, long now)
    {
        TimeSpan most = item.Request.Options.TotalTimeout;
        if (most > TimeSpan.Zero)
        {
            long at = item.Retry!.FirstSentAt + _time.Ticks(most);
            _timers.Schedule(new WaitingDeadline(queue.HostQueues.Of(queue, host), item.Sequence, item.Retry), at, now);
        }
    }

    /// <summary>Queues a request that is not to be sent before a time.</summary>
    internal void EnqueueDelayed(DelayedFetch delayed, long at, long now)
    {
        FetchQueue queue = delayed.Queue;
        QueuedFetch item = delayed.Item;
        queue.OnRetrying(item);
        queue.HostQueues.Add(delayed);
        try
        {
            _timers.Schedule(delayed, at, now);
        }
        catch
        {
            // It does not wait after all, so its owner counts it as on the wire again, where it ends.
            queue.HostQueues.TryRemove(delayed);
            queue.OnStarting(item);
            _timers.Cancel(delayed);
            throw;
        }
    }

    /// <summary>A request has left the wire: gives its place back.</summary>
    internal void Release(FetchQueue queue, HostState host)
    {
        Outstanding--;
        host.InFlight--;
        MoveReady(host);
        Unblock(host);
        TellIfStalled(queue);
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

    /// <summary>Empties a queue and lets nothing more in.</summary>
    /// <returns>The requests that were in it.</returns>
    internal IReadOnlyList<QueuedFetch> Withdraw(FetchQueue queue)
    {
        _ready.Drop(queue);
        return queue.HostQueues.Close(_timers);
    }

    /// <summary>Takes one background request out of a queue.</summary>
    internal bool TryWithdraw(FetchQueue queue, FetchHandle handle, out QueuedFetch item) =>
        queue.HostQueues.TryTake(handle, _timers, out item);
}
