using ParallelFetch.AutoThrottle;
using ParallelFetch.FlowControl;

namespace ParallelFetch.Scheduling;

/// <summary>What a session knows of one host. Guarded by the scheduler's lock.</summary>
internal sealed class HostState(HostKey key, double ticksPerSecond)
{
    private long _lastLost;
    private long _givenUpSince = long.MaxValue;
    private long _givenUpAt;

    internal HostKey Key { get; } = key;

    internal Pacer Pacer { get; } = new(ticksPerSecond);

    internal CircuitBreaker Breaker { get; } = new();

    /// <summary>Finds the host's limit under -AutoThrottle; null while that was never on.</summary>
    internal ConcurrencyController? Controller { get; private set; }

    /// <summary>Slows the host down; null while it has refused nothing.</summary>
    internal HostFlow? Flow { get; private set; }

    /// <summary>Waits for the host; null while it has always been there.</summary>
    internal HostOutage? Outage { get; private set; }

    /// <summary>What the host has let through within the last second.</summary>
    internal RateMeter Meter { get; } = new(ticksPerSecond);

    /// <summary>Whether answers of status 503 are a way of refusing what is too much.</summary>
    internal SuspectedRefusals Suspicion { get; } = new();

    /// <summary>Whether the host refuses each URL at first.</summary>
    internal FirstRefusals FirstRefusals { get; } = new();

    /// <summary>The queues that wait until this host may be asked again.</summary>
    internal List<HostQueue> Blocked { get; } = [];

    /// <summary>The queues of this host that are on their owners' lists of those that may start something.</summary>
    internal List<HostQueue> Ready { get; } = [];

    internal int InFlight { get; set; }

    internal int Waiting { get; set; }

    /// <summary>Until when the host asked to be left alone; a time stamp.</summary>
    internal long PausedUntil { get; set; }

    /// <summary>When the scheduler's timer will look at the host again; <see cref="long.MaxValue"/> when it will not.</summary>
    internal long WakeAt { get; set; } = long.MaxValue;

    /// <summary>When it was first sent something: a time stamp; 0 when it never was.</summary>
    internal long FirstSentAt { get; private set; }

    /// <summary>When it last answered, whatever: a time stamp; 0 when it never did.</summary>
    internal long LastAnswerAt { get; set; }

    /// <summary>When it last answered something that was no refusal: a time stamp; 0 when it never did.</summary>
    internal long LastAcceptedAt { get; set; }

    /// <summary>How many requests were sent; the last one's number.</summary>
    internal long Requests { get; set; }

    internal long Retries { get; set; }

    internal long Failures { get; set; }

    /// <summary>How many requests it has let through.</summary>
    internal long Accepted { get; set; }

    /// <summary>How many requests it has refused.</summary>
    internal long Refusals { get; set; }

    /// <summary>Whether a URL that has not been sent yet goes before those that have come back.</summary>
    internal bool PrefersNew => FirstRefusals.WantsExperiment && InFlight == 0;

    internal bool IsDown => Outage is { IsDown: true };

    /// <summary>What slows the host down, made when it is first needed.</summary>
    internal HostFlow UseFlow() => Flow ??= new HostFlow(ticksPerSecond);

    /// <summary>How many URLs found nobody there since the host last answered; one again and again is one.</summary>
    internal int LostInARow { get; private set; }

    /// <summary>A URL found nobody there.</summary>
    internal void CountLost(long number)
    {
        LostInARow += LostInARow == 0 || number != _lastLost ? 1 : 0;
        _lastLost = number;
    }

    /// <summary>The host has answered.</summary>
    internal void ForgetLost() => LostInARow = 0;

    /// <summary>The host is slowed down no more.</summary>
    internal void EndFlow()
    {
        if (Flow is not null)
        {
            Flow = null;
            PausedUntil = 0;
        }
    }

    /// <summary>What waits for the host, made when it is first needed.</summary>
    internal HostOutage UseOutage() => Outage ??= new HostOutage(ticksPerSecond);

    /// <summary>The limit in force.</summary>
    internal int Limit(EffectiveLimits limits)
    {
        int limit = limits.AutoThrottle && Controller is not null ? Math.Min(Controller.Limit, limits.HostCeiling) : limits.HostCeiling;
        return Flow is null ? limit : Math.Min(limit, Flow.Window);
    }

    /// <summary>Whether nothing to speak of would be lost if the host were forgotten.</summary>
    internal bool IsEvictable(long now) => IsIdle(now) && Breaker.IsEvictable(now);

    /// <summary>Whether nothing but the memory of failures to connect would be lost if the host were forgotten.</summary>
    internal bool IsOnlyUnreachable(long now) => IsIdle(now) && !Breaker.IsEvictable(now);

    /// <summary>What may become of the next request of a queue.</summary>
    /// <param name="hostQueue">The queue.</param>
    /// <param name="limits">The limits in force.</param>
    /// <param name="now">A time stamp.</param>
    /// <param name="at">When to look again; <see cref="long.MaxValue"/> when a completion decides.</param>
    internal HostGate Gate(HostQueue hostQueue, EffectiveLimits limits, long now, out long at)
    {
        if (Breaker.Failures == 0 && Flow is null && !IsDown)
        {
            return CanSend(limits, now, out at) ? HostGate.Open : HostGate.Closed;
        }

        FetchOptions options = hostQueue.Peek().Request.Options;
        long giveUpAt = GiveUpAt(hostQueue.Owner, options);
        if (IsDown && Awaits(hostQueue.Owner, options))
        {
            HostGate gate = GateOfOutage(options, giveUpAt, now, out at);
            if (gate != HostGate.Open)
            {
                return gate;
            }
        }
        else if (Breaker.Failures > 0 && Breaker.Rejects(options.HostFailureLimit, now))
        {
            at = now;
            return HostGate.Unreachable;
        }

        if (CanSend(limits, now, out at))
        {
            return HostGate.Open;
        }

        if (giveUpAt <= now)
        {
            return IsDown ? HostGate.Unreachable : HostGate.Refusing;
        }

        at = Math.Min(at, giveUpAt);
        return HostGate.Closed;
    }

    /// <summary>Whether a request waits for the host when it is down: the host has answered since the request's call began.</summary>
    internal bool Awaits(FetchQueue queue, FetchOptions options) =>
        options.Retry.OutageTimeout > TimeSpan.Zero && HasAnswered(queue);

    /// <summary>Whether the host has answered since a call began.</summary>
    internal bool HasAnswered(FetchQueue queue) => LastAnswerAt != 0 && LastAnswerAt >= queue.StartedAt;

    /// <summary>How many may be on the wire to it because it has refused more; 0 where other limits are lower.</summary>
    internal int LimitedTo(EffectiveLimits limits) => Flow is { } flow && flow.Window < limits.HostCeiling ? flow.Window : 0;

    /// <summary>A request is sent.</summary>
    /// <returns>What its controller wants back when it ends; null without one.</returns>
    internal StartedRequest? OnStarting(EffectiveLimits limits, long now, bool isRetry)
    {
        InFlight++;
        Waiting--;
        Requests++;
        Retries += isRetry ? 1 : 0;
        FirstSentAt = FirstSentAt == 0 ? now : FirstSentAt;
        Pacer.Count(now);
        Flow?.OnSent(now);
        if (IsDown)
        {
            Outage!.OnProbe(now);
        }

        return limits.AutoThrottle ? Controller?.OnStarted(now, InFlight) : null;
    }

    /// <summary>
    /// Whether it is the first time that a request is given up since the host lets nothing through, or since a call began
    /// that has not been told of it.
    /// </summary>
    internal bool IsNewlyGivenUp(FetchQueue queue, long now)
    {
        long since = IsDown ? Outage!.Since : Flow?.StalledSince ?? long.MaxValue;
        bool isNews = since != long.MaxValue && (since != _givenUpSince || queue.StartedAt > _givenUpAt);
        _givenUpSince = since;
        _givenUpAt = isNews ? now : _givenUpAt;
        return isNews;
    }

    /// <summary>When a request that waits for the host is given up; <see cref="long.MaxValue"/> while the host lets something through.</summary>
    internal long GiveUpAt(FetchQueue queue, FetchOptions options)
    {
        if (IsDown)
        {
            return Awaits(queue, options) ? After(Math.Max(Outage!.Since, queue.StartedAt), options.Retry.OutageTimeout) : long.MaxValue;
        }

        return Flow is { StalledSince: < long.MaxValue } flow
            ? After(Math.Max(flow.StalledSince, queue.StartedAt), options.Retry.RateLimitTimeout)
            : long.MaxValue;
    }

    private HostGate GateOfOutage(FetchOptions options, long giveUpAt, long now, out long at)
    {
        HostOutage outage = Outage!;
        bool isGivenUp = now >= giveUpAt || (options.OutageFailureLimit > 0 && Breaker.Failures >= options.OutageFailureLimit);
        if (isGivenUp)
        {
            // Once in a while it is asked all the same.
            at = now;
            return now >= outage.ProbeAt + After(0, CircuitBreaker.Interval) && InFlight == 0 ? HostGate.Open : HostGate.Unreachable;
        }

        at = Math.Min(giveUpAt, InFlight >= HostOutage.MostProbes ? long.MaxValue : outage.ProbeAt);
        return now >= outage.ProbeAt && InFlight < HostOutage.MostProbes ? HostGate.Open : HostGate.Closed;
    }

    private bool CanSend(EffectiveLimits limits, long now, out long at)
    {
        at = long.MaxValue;
        if (PausedUntil > now)
        {
            at = PausedUntil;
            return false;
        }

        if (limits.AutoThrottle)
        {
            Controller ??= new ConcurrencyController(ticksPerSecond);
        }

        if (InFlight >= Limit(limits))
        {
            return false;
        }

        Pacer.SetRate(limits.RequestsPerSecondPerHost, now);
        return Pacer.CanSend(now, out at) && (Flow is null || Flow.CanSend(now, out at));
    }

    private long After(long start, TimeSpan wait) => start + (long)Math.Min(wait.TotalSeconds * ticksPerSecond, long.MaxValue / 4.0);

    private bool IsIdle(long now) => InFlight == 0 && Waiting == 0 && PausedUntil <= now && Pacer.CanSend(now, out _);
}
