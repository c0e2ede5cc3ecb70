using ParallelFetch.AutoThrottle;

namespace ParallelFetch.Scheduling;

/// <summary>What a session knows of one host. Guarded by the scheduler's lock.</summary>
internal sealed class HostState(HostKey key, double ticksPerSecond)
{
    internal HostKey Key { get; } = key;

    internal Pacer Pacer { get; } = new(ticksPerSecond);

    internal CircuitBreaker Breaker { get; } = new();

    /// <summary>Finds the host's limit under -AutoThrottle; null while that was never on.</summary>
    internal ConcurrencyController? Controller { get; private set; }

    /// <summary>The queues that wait until this host may be asked again.</summary>
    internal List<HostQueue> Blocked { get; } = [];

    internal int InFlight { get; set; }

    internal int Waiting { get; set; }

    /// <summary>Until when the host asked to be left alone; a time stamp.</summary>
    internal long PausedUntil { get; set; }

    /// <summary>When the scheduler's timer will look at the host again; <see cref="long.MaxValue"/> when it will not.</summary>
    internal long WakeAt { get; set; } = long.MaxValue;

    internal long Requests { get; set; }

    internal long Retries { get; set; }

    internal long Failures { get; set; }

    /// <summary>The limit in force.</summary>
    internal int Limit(EffectiveLimits limits) => limits.AutoThrottle && Controller is not null
        ? Math.Min(Controller.Limit, limits.HostCeiling)
        : limits.HostCeiling;

    /// <summary>Whether nothing to speak of would be lost if the host were forgotten.</summary>
    internal bool IsEvictable(long now) => IsIdle(now) && Breaker.IsEvictable(now);

    /// <summary>Whether nothing but the memory of failures to connect would be lost if the host were forgotten.</summary>
    internal bool IsOnlyUnreachable(long now) => IsIdle(now) && !Breaker.IsEvictable(now);

    /// <summary>Whether a request may be sent now; else from when on, or never by itself: then a completion decides.</summary>
    internal bool CanSend(EffectiveLimits limits, long now, out long at)
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
        return Pacer.CanSend(now, out at);
    }

    private bool IsIdle(long now) => InFlight == 0 && Waiting == 0 && PausedUntil <= now && Pacer.CanSend(now, out _);

    /// <summary>A request is sent.</summary>
    /// <returns>What its controller wants back when it ends; null without one.</returns>
    internal StartedRequest? OnStarting(EffectiveLimits limits, long now, bool isRetry)
    {
        InFlight++;
        Waiting--;
        Requests++;
        Retries += isRetry ? 1 : 0;
        Pacer.Count(now);
        return limits.AutoThrottle ? Controller?.OnStarted(now, InFlight) : null;
    }
}
