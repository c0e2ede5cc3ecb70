using System.Globalization;

namespace ParallelFetch.Retry;

/// <summary>Decides which fetches may be sent again, and how long a try of its own has to wait.</summary>
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

    /// <summary>
    /// The wait before a retry. Full jitter (Brooker, "Exponential Backoff and Jitter", AWS 2015): what failed together
    /// is not tried again together.
    /// </summary>
    /// <param name="spent">How many tries have been spent, the last one included.</param>
    /// <param name="options">The first wait, which doubles.</param>
    /// <param name="jitter">A number from 0 to below 1.</param>
    internal static TimeSpan Backoff(int spent, RetryOptions options, double jitter)
    {
        double doubled = options.Interval.TotalSeconds * Math.Pow(2, Math.Min(spent - 1, 30));
        double most = Math.Min(doubled, Math.Max(RetryOptions.MaximumBackoff.TotalSeconds, options.Interval.TotalSeconds));
        return TimeSpan.FromSeconds(most * jitter);
    }

    /// <summary>What a fetch allows.</summary>
    /// <param name="outcome">How its last try ended.</param>
    internal RetryDecision Decide(FetchOutcome outcome)
    {
        RetryOptions options = outcome.Request.Options.Retry;
        if (outcome.Failure is null && outcome.StatusCode < 400 && !options.StatusCodes.Contains(outcome.StatusCode))
        {
            return default;
        }

        TimeSpan? asked = AskedWaitOf(outcome, options);
        RefusalKind refusal = RefusalOf(outcome, options, asked);

        // A request that was refused, or found no connection, has done nothing yet, whatever its method.
        bool hasDoneNothing = outcome.StatusCode == 429 || outcome.WasRefused || outcome.WasNotSent;
        bool canRepeat = (options.MaximumCount > 0 || outcome.WasNotSent)
            && (options.AnyMethod || hasDoneNothing || IsIdempotent(outcome.Request.Method))
            && outcome.Request.Body is null or { CanBeResent: true }
            && outcome.Failure is not { IsLasting: true }
            && !HasWritten(outcome);
        return new RetryDecision(canRepeat, IsTransient(outcome, options), refusal, asked, _random());
    }

    private static RefusalKind RefusalOf(FetchOutcome outcome, RetryOptions options, TimeSpan? asked)
    {
        if (outcome.Failure is not (null or { Kind: FetchFailureKind.WebCmdletWebResponseException }))
        {
            return RefusalKind.None;
        }

        int status = outcome.StatusCode;
        if (asked > TimeSpan.Zero || (status == 429 && options.StatusCodes.Contains(status)))
        {
            return RefusalKind.Certain;
        }

        return status == 503 && options.StatusCodes.Contains(status) ? RefusalKind.Suspected : RefusalKind.None;
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

    private TimeSpan? AskedWaitOf(FetchOutcome outcome, RetryOptions options)
    {
        if (options.MaximumRetryAfter <= TimeSpan.Zero || !options.StatusCodesWithWait.Contains(outcome.StatusCode))
        {
            return null;
        }

        TimeSpan? asked = AskedWait.Of(outcome, NowOf(outcome));
        return asked > options.MaximumRetryAfter ? options.MaximumRetryAfter : asked;
    }

    // A server's dates are those of its own clock, which it tells (RFC 9110, section 6.6.1).
    private DateTimeOffset NowOf(FetchOutcome outcome) =>
        DateTimeOffset.TryParseExact(outcome.ReadHeader("Date"), "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date)
            ? date
            : _time.GetUtcNow();
}
