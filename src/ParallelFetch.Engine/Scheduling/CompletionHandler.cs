using ParallelFetch.AutoThrottle;
using ParallelFetch.Http;
using ParallelFetch.Retry;

namespace ParallelFetch.Scheduling;

/// <summary>
/// Handles the completion of a fetch: what it tells about the host (its load, its health, a pause that it asks for), and
/// whether the fetch is sent again. Guarded by the scheduler's lock.
/// </summary>
internal sealed class CompletionHandler(AdmissionControl admissions, TimeProvider time)
{
    private readonly HostWatch _watch = new(admissions, time);
    private readonly RetryQueue _retries = new(admissions, time);

    /// <summary>Counts a fetch that has completed, and has it sent again if it is to be.</summary>
    /// <param name="admission">With what it was admitted.</param>
    /// <param name="outcome">How it ended.</param>
    /// <param name="decision">What its retry policy says.</param>
    /// <param name="isClosed">Whether the session has ended, so that nothing is tried again.</param>
    internal CompletionResult Handle(in Admission admission, FetchOutcome outcome, in RetryDecision decision, bool isClosed)
    {
        long now = time.GetTimestamp();
        HostState host = admission.Host;
        FetchOptions options = outcome.Request.Options;
        if (admission.Item.Retry is null)
        {
            options.Retry.Budget?.CountRequest(host.Key);
        }

        CompletionReport report = CompletionReport.Of(outcome);
        host.Failures += outcome.Failure is null or { LocalTrouble: not LocalResource.None } ? 0 : 1;
        bool limitHasGrown = admission.Load is { } load && UpdateLimit(host, load, report, now);
        admissions.CountRedirects(host, outcome.Redirects, now);

        bool isGivenUp = host.Breaker.OnCompleted(report.Connected, options.HostFailureLimit, now + time.Ticks(CircuitBreaker.Interval), admission.IsProbe);
        HostVerdict verdict = _watch.Note(admission, outcome, decision, report, now);
        if (isGivenUp && verdict.End != FetchEnd.Lost)
        {
            admission.Queue.Notify(FetchNotices.HostUnavailable(host.Key.ToString(), host.Breaker.Failures));
        }

        bool isLocalNews = NoteLocal(admission, outcome, verdict.End, ref limitHasGrown);
        bool willRetry = !isClosed && decision.CanRepeat && _retries.TryAdd(admission, outcome, decision, verdict.End, now);
        return new CompletionResult(willRetry, limitHasGrown || verdict.HasGrown, isLocalNews);
    }

    private bool NoteLocal(in Admission admission, FetchOutcome outcome, FetchEnd end, ref bool limitHasGrown)
    {
        LocalLimit local = admissions.Local;
        if (end != FetchEnd.Local)
        {
            limitHasGrown |= local.OnCompleted(admissions.Outstanding >= local.Value);
            return false;
        }

        bool isNews = local.OnTrouble(admission.SessionSerial, admissions.Sent, admissions.Outstanding - 1);
        if (isNews)
        {
            admission.Queue.Notify(FetchNotices.LocalTrouble(outcome.Failure!));
        }

        return isNews;
    }

    // One place is given back anyway; a limit that has grown has more.
    private bool UpdateLimit(HostState host, in StartedRequest load, in CompletionReport report, long now)
    {
        int before = host.Limit(admissions.Limits);
        host.Controller!.OnCompleted(load, now, report.Load, admissions.Limits.HostCeiling);
        return host.Limit(admissions.Limits) > before;
    }
}
