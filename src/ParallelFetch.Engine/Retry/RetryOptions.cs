namespace ParallelFetch.Retry;

/// <summary>When a fetch that failed is tried again, and for how long a host is waited for that lets nothing through.</summary>
internal sealed record RetryOptions
{
    /// <summary>The status codes that tell of a passing trouble: time-outs, too many requests and overloaded servers.</summary>
    public static readonly IReadOnlyList<int> TransientStatusCodes = [408, 429, 500, 502, 503, 504];

    /// <summary>
    /// The status codes that are tried again when they come with Retry-After: beside the transient ones 403, with which
    /// GitHub and others limit rates, and 413 (RFC 9110, section 15.5.14).
    /// </summary>
    public static readonly IReadOnlyList<int> DeferringStatusCodes = [.. TransientStatusCodes, 403, 413];

    /// <summary>The longest wait between two tries that the backoff itself makes.</summary>
    public static readonly TimeSpan MaximumBackoff = TimeSpan.FromSeconds(60);

    /// <summary>No retry.</summary>
    public static RetryOptions None { get; } = new();

    /// <summary>How often at the most. 0 sends nothing twice, whatever the server says.</summary>
    public int MaximumCount { get; init; }

    /// <summary>
    /// Keeps the retries of a call from becoming a storm; null carries out each of them, which is how a count holds that
    /// was given.
    /// </summary>
    public RetryBudget? Budget { get; init; }

    /// <summary>Whether methods that are not idempotent (POST, PATCH: RFC 9110, section 9.2.2) are tried again, too.</summary>
    public bool AnyMethod { get; init; }

    /// <summary>The longest wait before the first retry; it doubles with each further one.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The status codes that are tried again.</summary>
    public IReadOnlyList<int> StatusCodes { get; init; } = TransientStatusCodes;

    /// <summary>The status codes that are tried again when the server says when.</summary>
    public IReadOnlyList<int> StatusCodesWithWait { get; init; } = DeferringStatusCodes;

    /// <summary>Whether a refused connection and an unknown host are tried again: usually they last.</summary>
    public bool ConnectionRefused { get; init; }

    /// <summary>The longest wait that a server's Retry-After may ask for; a longer one is cut to this. Zero ignores Retry-After.</summary>
    public TimeSpan MaximumRetryAfter { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>For how long a host is waited for that refuses everything; zero gives up at the first refusal of everything.</summary>
    public TimeSpan RateLimitTimeout { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>
    /// For how long a host is waited for that has answered since the call began and cannot be reached any more; zero:
    /// each of its requests fails by itself.
    /// </summary>
    public TimeSpan OutageTimeout { get; init; }
}
