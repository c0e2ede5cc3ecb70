using System.Globalization;

namespace ParallelFetch.Benchmarks.Contenders.Persistent;

/// <summary>A list to be fetched although the server makes it hard.</summary>
/// <param name="Urls">The URLs, all different.</param>
/// <param name="Throttle">How many at once.</param>
internal sealed record PersistentWork(IReadOnlyList<string> Urls, int Throttle)
{
    /// <summary>Whether the throttle is the one that ParallelFetch has by itself, so that it need not be told.</summary>
    public bool IsDefaultThrottle { get; init; }

    /// <summary>How often the peers are told to try again. ParallelFetch is told nothing.</summary>
    public int Retries { get; init; } = 10;

    /// <summary>How long the peers are told to wait for a connection, seconds; null for as long as they like.</summary>
    public int? ConnectSeconds { get; init; }

    /// <summary>How many file descriptors the process may have; null for as many as this one.</summary>
    public int? Descriptors { get; init; }

    /// <summary>So many URLs that begin alike and end with a number.</summary>
    public static string[] Numbered(Uri start, int count) =>
        [.. Enumerable.Range(1, count).Select(number => start.AbsoluteUri + number.ToString(CultureInfo.InvariantCulture))];
}

/// <summary>What a contender got through.</summary>
/// <param name="Got">How many URLs ended with 200.</param>
/// <param name="Wall">Elapsed time: of the program, or, for scripts, from the first request on.</param>
/// <param name="StartedAt">When that time began.</param>
/// <param name="Ends">How the URLs ended, in words, where the contender can tell.</param>
internal sealed record PersistentOutcome(long Got, TimeSpan Wall, DateTimeOffset StartedAt, string? Ends = null);
