using ParallelFetch.Retry;

namespace ParallelFetch.Binding;

/// <summary>The parameters about trying again.</summary>
internal sealed class RetryParameters
{
    internal required int MaximumRetryCount { get; init; }

    internal required double RetryIntervalSec { get; init; }

    internal required int[] RetryStatusCode { get; init; }

    internal required bool RetryConnectionRefused { get; init; }

    internal required int MaximumRetryAfterSec { get; init; }

    internal required double RateLimitTimeoutSeconds { get; init; }

    internal required double OutageTimeoutSeconds { get; init; }

    // A count that was given holds for every method, and is carried out; the one that holds by itself only for those that
    // may be repeated, and within a budget.
    internal RetryOptions Bind(GivenParameters given, WebSessionMembers? session)
    {
        int? count = given.Contains(nameof(MaximumRetryCount)) ? MaximumRetryCount : session?.MaximumRetryCount;
        return new RetryOptions
        {
            MaximumCount = count ?? MaximumRetryCount,
            AnyMethod = count is not null,
            Budget = count is null ? new RetryBudget() : null,
            Interval = TimeSpan.FromSeconds(
                given.Contains(nameof(RetryIntervalSec)) || session?.MaximumRetryCount is null ? RetryIntervalSec : session.RetryIntervalSec),
            StatusCodes = RetryStatusCode,
            StatusCodesWithWait = given.Contains(nameof(RetryStatusCode)) ? RetryStatusCode : RetryOptions.DeferringStatusCodes,
            ConnectionRefused = RetryConnectionRefused,
            MaximumRetryAfter = TimeSpan.FromSeconds(MaximumRetryAfterSec),
            RateLimitTimeout = TimeSpan.FromSeconds(RateLimitTimeoutSeconds),
            OutageTimeout = TimeSpan.FromSeconds(OutageTimeoutSeconds),
        };
    }
}
