namespace ParallelFetch;

/// <summary>What a session does with one host now.</summary>
/// <param name="Host">Its name, with the port unless that is the usual one of http or https.</param>
public sealed record HostLimit(string Host)
{
    /// <summary>How many fetches are on the wire to it.</summary>
    public int InFlight { get; init; }

    /// <summary>How many wait.</summary>
    public int Waiting { get; init; }

    /// <summary>How many may be on the wire to it at once; 0 for any number.</summary>
    public int Limit { get; init; }

    /// <summary>The limit that -AutoThrottle has found; null without it.</summary>
    public int? AutoLimit { get; init; }

    /// <summary>How many requests are sent to it in a second at the most; 0 for any number.</summary>
    public double RequestsPerSecond { get; init; }

    /// <summary>Until when it asked to be left alone; null when it did not.</summary>
    public DateTimeOffset? PausedUntil { get; init; }

    /// <summary>How many requests it is sent in a second because it has refused more; null when it does not refuse.</summary>
    public double? RateLimitedTo { get; init; }

    /// <summary>How many it is sent at once because it has refused more; null when it does not refuse.</summary>
    public int? LimitedTo { get; init; }

    /// <summary>Since when it, which had answered before, cannot be reached; null when it can.</summary>
    public DateTimeOffset? DownSince { get; init; }

    /// <summary>How many requests in a row found no connection.</summary>
    public int FailuresInARow { get; init; }

    /// <summary>How many requests were sent to it.</summary>
    public long Requests { get; init; }

    /// <summary>How many of them it refused, so that they were or are to be sent again.</summary>
    public long Refusals { get; init; }

    /// <summary>How many of them were retries.</summary>
    public long Retries { get; init; }

    /// <summary>How many of them ended without a usable response.</summary>
    public long Failures { get; init; }

    /// <summary>The host.</summary>
    public override string ToString() => Host;
}
