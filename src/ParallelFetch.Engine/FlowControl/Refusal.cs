namespace ParallelFetch.FlowControl;

/// <summary>A refused request, as <see cref="HostFlow"/> has to know it.</summary>
internal readonly record struct Refusal
{
    /// <summary>A time stamp.</summary>
    internal required long Now { get; init; }

    /// <summary>Its number among the requests to the host.</summary>
    internal required long Serial { get; init; }

    /// <summary>The number of the last request that was sent to the host.</summary>
    internal required long LastSerial { get; init; }

    /// <summary>How many others are on the wire to the host.</summary>
    internal required int StillOnTheWire { get; init; }

    /// <summary>How long the host asks to be left alone, in ticks; 0 when it does not say.</summary>
    internal required long Asked { get; init; }

    /// <summary>How long to leave it alone at first when it does not say, in ticks.</summary>
    internal required long Backoff { get; init; }

    /// <summary>How many requests the host has let through so far.</summary>
    internal required long AcceptedBefore { get; init; }

    /// <summary>How many of them within the last second.</summary>
    internal required double AcceptedInLastSecond { get; init; }

    /// <summary>When the first request was sent to it; a time stamp.</summary>
    internal required long FirstSentAt { get; init; }
}
