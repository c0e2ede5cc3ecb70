using System.Globalization;
using ParallelFetch.Text;

namespace ParallelFetch.Scheduling;

/// <summary>The sentences of notices.</summary>
internal static class FetchNotices
{
    internal static FetchNotice RetryBudgetExhausted { get; } = new(
        FetchNoticeKind.RetryBudgetExhausted,
        "More than a fifth of the requests to a host fail, so not all of them are tried again any more: that would only add to its trouble. A -MaximumRetryCount that is given is carried out in any case. Look at the errors and at the status codes; a lower -Throttle, -RequestsPerSecondPerHost or -AutoThrottle asks less of the servers.");

    internal static FetchNotice Retry(FetchOutcome outcome, long number, TimeSpan delay) => new(
        FetchNoticeKind.Retry,
        $"Try {outcome.Attempts + 1} of {MaskedUrl.InLog(outcome.Request.Uri!)} (#{number}) in {HumanUnits.Seconds(delay)}, because of {Reason(outcome)}.");

    internal static FetchNotice Returned(FetchOutcome outcome, long number) => new(
        FetchNoticeKind.Retry,
        $"{MaskedUrl.InLog(outcome.Request.Uri!)} (#{number}) waits for another turn, because of {Reason(outcome)}.");

    internal static FetchNotice LocalTrouble(FetchFailure failure) => new(
        FetchNoticeKind.LocalTrouble,
        $"{failure.Message} Until then fewer are fetched at once; nothing is lost.");

    internal static FetchNotice HostUnavailable(string host, int failures) => new(
        FetchNoticeKind.HostUnavailable,
        $"{host} could not be reached {failures.ToString(CultureInfo.InvariantCulture)} times in a row: its other URLs fail at once, but for one every {HumanUnits.Seconds(CircuitBreaker.Interval)}.")
    { Host = host };

    internal static string Reason(FetchOutcome outcome) => outcome.Failure?.Kind is null or FetchFailureKind.WebCmdletWebResponseException
        ? $"status {outcome.StatusCode.ToString(CultureInfo.InvariantCulture)}"
        : outcome.Failure.Kind.ToString();
}
