using ParallelFetch.Measuring;

namespace ParallelFetch;

/// <summary>What came of a set of fetches: what Measure-ParallelFetch gives.</summary>
public sealed record FetchSummary
{
    /// <summary>How many results there were.</summary>
    public long Count { get; init; }

    /// <summary>How many have a whole response with a status below 400.</summary>
    public long Succeeded { get; init; }

    /// <summary>How many have an error or an error status.</summary>
    public long Failed { get; init; }

    /// <summary>How many were not fetched because they were there already. Succeeded, failed and skipped make up the count.</summary>
    public long Skipped { get; init; }

    /// <summary>How many bytes of bodies came, after decompression.</summary>
    public long Bytes { get; init; }

    /// <summary>When the first fetch was sent; null when none was.</summary>
    public DateTimeOffset? StartTime { get; init; }

    /// <summary>When the last one ended.</summary>
    public DateTimeOffset? EndTime { get; init; }

    /// <summary>The time from the one to the other.</summary>
    public TimeSpan WallTime { get; init; }

    /// <summary>Fetches that were sent, per second of that time.</summary>
    public double FetchesPerSecond { get; init; }

    /// <summary>Bytes per second of that time.</summary>
    public double BytesPerSecond { get; init; }

    /// <summary>How many requests were sent, retries included and redirects not.</summary>
    public long Requests { get; init; }

    /// <summary>How many of them were retries.</summary>
    public long Retries { get; init; }

    /// <summary>How many of the requests a host refused because it had too much to do, so that they were put back, or given up.</summary>
    public long Refusals { get; init; }

    /// <summary>How many fetches waited between their tries because a host had refused them or could not be reached.</summary>
    public long HeldBack { get; init; }

    /// <summary>The time that the one of them waited that waited longest; zero when none did.</summary>
    public TimeSpan LongestHeldBack { get; init; }

    /// <summary>How many redirects were followed.</summary>
    public long Redirects { get; init; }

    /// <summary>How many fetches opened no connection of their own.</summary>
    public long ConnectionsReused { get; init; }

    /// <summary>The time that half of the fetches took at the most; null when none was sent. Right to within 1 %.</summary>
    public TimeSpan? P50 { get; init; }

    /// <summary>The time that nine of ten fetches took at the most.</summary>
    public TimeSpan? P90 { get; init; }

    /// <summary>The time that 99 of 100 fetches took at the most.</summary>
    public TimeSpan? P99 { get; init; }

    /// <summary>The time that the longest fetch took.</summary>
    public TimeSpan? Longest { get; init; }

    /// <summary>How many responses had each status.</summary>
    public IReadOnlyDictionary<int, long> ByStatus { get; init; } = new Dictionary<int, long>();

    /// <summary>How many fetches failed for each reason: the error id.</summary>
    public IReadOnlyDictionary<string, long> ByError { get; init; } = new Dictionary<string, long>();

    /// <summary>The same for each host, those with the most results first. 10,000 hosts are kept apart.</summary>
    public IReadOnlyList<HostSummary> ByHost { get; init; } = [];

    /// <summary>The same for each machine that results came from by remoting; empty when they are this session's.</summary>
    public IReadOnlyList<ComputerSummary> ByComputer { get; init; } = [];

    /// <summary>How the times are spread: rows of equal size on a logarithmic scale.</summary>
    public IReadOnlyList<LatencyRow> Latencies { get; init; } = [];
}

/// <summary>What came of the fetches of one host.</summary>
/// <param name="Host">The host of the URLs asked for.</param>
/// <param name="Count">How many results there were.</param>
/// <param name="Failed">How many have an error or an error status.</param>
/// <param name="Bytes">How many bytes of bodies came.</param>
public sealed record HostSummary(string Host, long Count, long Failed, long Bytes)
{
    /// <summary>How many requests it refused because it had too much to do.</summary>
    public long Refusals { get; init; }

    /// <summary>How many fetches waited between their tries because it had refused them or could not be reached.</summary>
    public long HeldBack { get; init; }

    /// <summary>The time that the one of them waited that waited longest; zero when none did.</summary>
    public TimeSpan LongestHeldBack { get; init; }

    /// <summary>The host and its figures in short.</summary>
    public override string ToString() => FormattableString.Invariant($"{Host}: {Count} ({Failed} failed)");
}

/// <summary>What came of the fetches of one machine.</summary>
/// <param name="ComputerName">Its name, as PSComputerName has it.</param>
/// <param name="Count">How many results there were.</param>
/// <param name="Failed">How many have an error or an error status.</param>
/// <param name="Bytes">How many bytes of bodies came.</param>
public sealed record ComputerSummary(string ComputerName, long Count, long Failed, long Bytes)
{
    /// <summary>The machine and its figures in short.</summary>
    public override string ToString() => FormattableString.Invariant($"{ComputerName}: {Count} ({Failed} failed)");
}
