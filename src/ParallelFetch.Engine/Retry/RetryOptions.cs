namespace ParallelFetch.Retry;

/// <summary>When a fetch that failed is tried again.</summary>
internal sealed record RetryOptions
{
    /// <summary>The status codes that tell of a passing trouble: time-outs, too many requests and overloaded servers.</summary>
    public static readonly IReadOnlyList<int> TransientStatusCodes = [408, 429, 500, 502, 503, 504];

    /// <summary>The longest wait between two tries that the backoff itself makes.</summary>
    public static readonly TimeSpan MaximumBackoff = TimeSpan.FromSeconds(60);

    /// <summary>No retry.</summary>
    public static RetryOptions None { get; } = new();

    /// <summary>How often at the most.</summary>
    public int MaximumCount { get; init; }

    /// <summary>Whether methods that are not idempotent (POST, PATCH: RFC 9110, section 9.2.2) are tried again, too.</summary>
    public bool AnyMethod { get; init; }

    /// <summary>The longest wait before the first retry; it doubles with each further one.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The status codes that are tried again.</summary>
    public IReadOnlyList<int> StatusCodes { get; init; } = TransientStatusCodes;

    /// <summary>Whether a refused connection and an unknown host are tried again: usually they last.</summary>
    public bool ConnectionRefused { get; init; }

    /// <summary>The longest wait that a server's Retry-After may ask for; a longer one is cut to this. Zero ignores Retry-After.</summary>
    public TimeSpan MaximumRetryAfter { get; init; } = TimeSpan.FromSeconds(300);
}
