namespace ParallelFetch.Scheduling;

/// <summary>
/// Gives up on a host for a while after many failures to connect in a row, so that the rest of its URLs fail at once
/// instead of one time-out after the other; one request per interval finds out whether it is back (Nygard, "Release
/// It!", circuit breaker). Each request says after how many failures it gives up. Guarded by the scheduler's lock.
/// </summary>
internal sealed class CircuitBreaker
{
    /// <summary>How long a host is left alone before the next probe.</summary>
    internal static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    private bool _probing;

    /// <summary>How many failures there were since the last answer.</summary>
    internal int Failures { get; private set; }

    /// <summary>When the next request may find out whether the host is back; a time stamp.</summary>
    internal long ProbeAt { get; private set; }

    /// <summary>Whether a request is to fail without being sent.</summary>
    /// <param name="threshold">After how many failures it gives up; 0 for never.</param>
    /// <param name="now">A time stamp.</param>
    internal bool Rejects(int threshold, long now) => IsOpen(threshold) && (_probing || now < ProbeAt);

    /// <summary>A request is sent.</summary>
    /// <returns>Whether it is the probe of a host that was given up.</returns>
    internal bool OnStarting(int threshold)
    {
        bool isProbe = IsOpen(threshold);
        _probing |= isProbe;
        return isProbe;
    }

    /// <summary>A request ended.</summary>
    /// <param name="connected">Whether the host answered; null when that says nothing.</param>
    /// <param name="threshold">After how many failures it gives up; 0 for never.</param>
    /// <param name="probeAt">When the next probe would be due; a time stamp.</param>
    /// <param name="wasProbe">Whether it was the probe, and not one from before the host was given up.</param>
    /// <returns>Whether the host has just been given up.</returns>
    internal bool OnCompleted(bool? connected, int threshold, long probeAt, bool wasProbe)
    {
        _probing &= !wasProbe;
        switch (connected)
        {
            case true:
                Failures = 0;
                return false;
            case false:
                Failures++;
                ProbeAt = probeAt;
                return Failures == threshold;
            default:
                return false;
        }
    }

    /// <summary>Whether nothing is known that keeps a request from being sent now.</summary>
    internal bool IsEvictable(long now) => Failures == 0 || (!_probing && now >= ProbeAt);

    private bool IsOpen(int threshold) => threshold > 0 && Failures >= threshold;
}
