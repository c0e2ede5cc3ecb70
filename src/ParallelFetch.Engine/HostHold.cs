namespace ParallelFetch;

/// <summary>What keeps requests from being sent that could be sent if it were not for their hosts.</summary>
/// <param name="Kind">What the host does that is shown.</param>
/// <param name="Host">That host: of several the one with the longest pause, of those that are limited the one that has most to do.</param>
internal sealed record HostHold(HostHoldKind Kind, string Host)
{
    /// <summary>How long the pause still lasts, or how long the host has been down.</summary>
    public TimeSpan Time { get; init; }

    /// <summary>How many requests a second it is sent because it has refused more; 0 for any number.</summary>
    public double Rate { get; init; }

    /// <summary>How many it is sent at once because it has refused more; 0 for any number.</summary>
    public int AtOnce { get; init; }

    /// <summary>How many other hosts hold requests back.</summary>
    public int Others { get; init; }

    /// <summary>The longest pause.</summary>
    public TimeSpan Pause { get; init; }

    /// <summary>How much of what waits is for hosts whose rate is limited, from 0 to 1.</summary>
    public double LimitedShare { get; init; }

    /// <summary>How much of what waits is for the one of them that will take longest.</summary>
    public double SlowestShare { get; init; }

    /// <summary>How many requests a second that one is sent.</summary>
    public double SlowestRate { get; init; }

    /// <summary>How much of what waits is for hosts that are down.</summary>
    public double DownShare { get; init; }
}

/// <summary>What a host does that keeps requests waiting; the first is shown before the others.</summary>
internal enum HostHoldKind
{
    /// <summary>It asked to be left alone for a time.</summary>
    Paused,

    /// <summary>It has refused requests, so that it is sent less.</summary>
    Limited,

    /// <summary>It cannot be reached.</summary>
    Down,
}
