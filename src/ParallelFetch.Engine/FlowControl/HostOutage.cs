namespace ParallelFetch.FlowControl;

/// <summary>
/// A host that has answered and cannot be reached any more: when it is asked again whether it is back. Called under the
/// scheduler's lock; it has no clock of its own.
/// </summary>
internal sealed class HostOutage(double ticksPerSecond)
{
    /// <summary>The wait before the host is first asked again.</summary>
    internal static readonly TimeSpan FirstInterval = TimeSpan.FromSeconds(0.5);

    /// <summary>The longest wait between two requests that ask whether it is back.</summary>
    internal static readonly TimeSpan LongestInterval = TimeSpan.FromSeconds(5);

    /// <summary>How many such requests may be on the wire: one that nobody answers says nothing for a long time.</summary>
    internal const int MostProbes = 3;

    private const double Growth = 1.5;

    private double _interval;
    private long _victim;

    /// <summary>Since when, a time stamp; <see cref="long.MaxValue"/> when it is not down.</summary>
    internal long Since { get; private set; } = long.MaxValue;

    /// <summary>When it may be asked next; a time stamp.</summary>
    internal long ProbeAt { get; private set; }

    /// <summary>Whether the host is down.</summary>
    internal bool IsDown => Since != long.MaxValue;

    /// <summary>Whether it is known to be the host, and not one URL that it breaks the connection for.</summary>
    internal bool IsConfirmed { get; private set; }

    /// <summary>Requests up to this number had been sent before the host was last seen to be back: their end tells nothing new.</summary>
    internal long RecoveredSerial { get; private set; } = -1;

    /// <summary>The host cannot be reached.</summary>
    /// <param name="now">A time stamp.</param>
    /// <param name="jitter">A number from 0 to below 1.</param>
    /// <param name="victim">The number of the request that shows it.</param>
    internal void Begin(long now, double jitter, long victim)
    {
        Since = now;
        _victim = victim;
        IsConfirmed = false;
        _interval = FirstInterval.TotalSeconds;
        ProbeAt = now + (long)(_interval * (0.75 + (jitter / 2)) * ticksPerSecond);
    }

    /// <summary>A request has shown that the host cannot be reached.</summary>
    /// <param name="victim">Its number.</param>
    /// <param name="wasNotConnected">Whether no connection could be made, which is no URL's doing.</param>
    /// <returns>Whether that was not known before.</returns>
    internal bool Confirm(long victim, bool wasNotConnected)
    {
        bool isNews = !IsConfirmed && (wasNotConnected || victim != _victim);
        IsConfirmed |= isNews;
        return isNews;
    }

    /// <summary>A request is sent to ask whether the host is back.</summary>
    internal void OnProbe(long now)
    {
        _interval = Math.Min(_interval * Growth, LongestInterval.TotalSeconds);
        ProbeAt = now + (long)(_interval * ticksPerSecond);
    }

    /// <summary>The host has answered.</summary>
    /// <param name="lastSerial">The number of the last request that was sent to it.</param>
    internal void End(long lastSerial)
    {
        Since = long.MaxValue;
        RecoveredSerial = lastSerial;
    }
}
