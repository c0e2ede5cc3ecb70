namespace ParallelFetch.Retry;

/// <summary>Decides which fetches are tried again and when.</summary>
internal sealed class RetryPolicy
{
    private readonly Func<double> _random;
    private readonly TimeProvider _time;

    /// <summary>Creates the policy.</summary>
    /// <param name="random">Numbers from 0 to below 1.</param>
    /// <param name="time">The clock that HTTP dates are compared with.</param>
    internal RetryPolicy(Func<double> random, TimeProvider time)
    {
        _random = random;
        _time = time;
    }

    /// <summary>Whether a request does the same however often it arrives (RFC 9110, section 9.2.2).</summary>
    internal static bool IsIdempotent(HttpMethod method) =>
        method == HttpMethod.Get || method == HttpMethod.Head || method == HttpMethod.Put || method == HttpMethod.Delete
        || method == HttpMethod.Options || method == HttpMethod.Trace;

    /// <summary>What to do about a fetch.</summary>
    /// <param name="outcome">How its last try ended.</param>
    internal RetryDecision Decide(FetchOutcome outcome)
    {
        RetryOptions options = outcome.Request.Options.Retry;
        if (outcome.Failure is null && outcome.StatusCode < 400 && !options.StatusCodes.Contains(outcome.StatusCode))
        {
            return default;
        }

        TimeSpan? asked = AskedWait(outcome, options);
        bool retry = outcome.Attempts <= options.MaximumCount
            && (options.AnyMethod || IsIdempotent(outcome.Request.Method))
            && outcome.Request.Body is null or { CanBeResent: true }
            && outcome.Failure is not { IsLasting: true }
            && !HasWritten(outcome)
            && (IsTransient(outcome, options) || (outcome.StatusCode == 413 && asked is not null));
        TimeSpan? pause = outcome.StatusCode is 429 or 503 ? asked : null;
        return new RetryDecision(retry, retry ? Delay(outcome.Attempts, asked, options) : TimeSpan.Zero, pause);
    }

    // What has gone into somebody else's stream cannot be taken back.
    private static bool HasWritten(FetchOutcome outcome) => outcome.Request.BodyTarget is not null && outcome.StatusCode != 0;

    private static bool IsTransient(FetchOutcome outcome, RetryOptions options) => outcome.Failure?.Kind switch
    {
        null or FetchFailureKind.WebCmdletWebResponseException => options.StatusCodes.Contains(outcome.StatusCode),
        FetchFailureKind.ConnectionTimeoutReached or FetchFailureKind.OperationTimeoutReached or FetchFailureKind.ProtocolError => true,
        FetchFailureKind.ConnectionFailed => options.ConnectionRefused || !outcome.WasRefused,
        FetchFailureKind.NameResolutionFailed => options.ConnectionRefused,
        _ => false,
    };

    // RFC 9110 defines it for 503 (15.6.4), 413 (15.5.14) and redirects, RFC 6585 for 429.
    private TimeSpan? AskedWait(FetchOutcome outcome, RetryOptions options)
    {
        if (outcome.StatusCode is not (413 or 429 or 503) || options.MaximumRetryAfter <= TimeSpan.Zero)
        {
            return null;
        }

        TimeSpan? asked = RetryAfter.Parse(outcome.ReadHeader("Retry-After"), _time.GetUtcNow());
        return asked > options.MaximumRetryAfter ? options.MaximumRetryAfter : asked;
    }

    // Full jitter (Brooker, "Exponential Backoff and Jitter", AWS 2015): what failed together is not tried again together.
    private TimeSpan Delay(int attempts, TimeSpan? asked, RetryOptions options)
    {
        double doubled = options.Interval.TotalSeconds * Math.Pow(2, Math.Min(attempts - 1, 30));
        double most = Math.Min(doubled, Math.Max(RetryOptions.MaximumBackoff.TotalSeconds, options.Interval.TotalSeconds));
        TimeSpan backoff = TimeSpan.FromSeconds(most * _random());
        return asked is null ? backoff : asked.Value + TimeSpan.FromSeconds(Math.Min(1, options.Interval.TotalSeconds) * _random());
    }
}
