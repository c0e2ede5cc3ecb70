namespace ParallelFetch;

/// <summary>Limits of a session or of one call. What is null is left as it is; 0 lifts a limit.</summary>
internal sealed record FetchLimits
{
    /// <summary>How many fetches may be on the wire at once.</summary>
    public int? Throttle { get; init; }

    /// <summary>How many of them may be to the same host.</summary>
    public int? ThrottlePerHost { get; init; }

    /// <summary>How many requests may be sent in a second, retries included.</summary>
    public double? RequestsPerSecond { get; init; }

    /// <summary>How many requests may be sent to the same host in a second, retries included.</summary>
    public double? RequestsPerSecondPerHost { get; init; }

    /// <summary>Whether the number of fetches to each host finds itself, below the other limits.</summary>
    public bool? AutoThrottle { get; init; }

    /// <summary>Refuses values that are no limits.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One is negative or no number.</exception>
    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(Throttle ?? 0, nameof(Throttle));
        ArgumentOutOfRangeException.ThrowIfNegative(ThrottlePerHost ?? 0, nameof(ThrottlePerHost));
        foreach (double rate in new[] { RequestsPerSecond ?? 0, RequestsPerSecondPerHost ?? 0 })
        {
            if (!double.IsFinite(rate) || rate < 0)
            {
                throw new ArgumentOutOfRangeException(nameof(RequestsPerSecond), rate, "A rate is 0 or more requests per second.");
            }
        }
    }
}
