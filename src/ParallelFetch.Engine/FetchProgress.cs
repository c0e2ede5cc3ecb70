namespace ParallelFetch;

/// <summary>How far a set of fetches has come.</summary>
/// <param name="Accepted">URLs accepted so far.</param>
/// <param name="Completed">Those that have an outcome, failed ones included.</param>
/// <param name="Failed">Those that have no usable response.</param>
/// <param name="InFlight">Those on the wire now.</param>
internal readonly record struct FetchProgress(long Accepted, long Completed, long Failed, long InFlight)
{
    /// <summary>How much has come of all bodies, in bytes, after decompression.</summary>
    public long Bytes { get; init; }

    /// <summary>How many of those that are not on the wire have been, and wait to be tried again.</summary>
    public long Retrying { get; init; }

    /// <summary>Those that wait for their place on the wire.</summary>
    public long Waiting => Math.Max(0, Accepted - Completed - InFlight);

    /// <summary>What hosts hold requests back for; null when none does.</summary>
    public HostHold? Hold { get; init; }
}
