using ParallelFetch.AutoThrottle;
using ParallelFetch.Retry;

namespace ParallelFetch.Scheduling;

/// <summary>
/// Handles the completion of a fetch: what it tells about the host (its load, its health, a pause that it asks for), and
/// whether the fetch is tried again. Guarded by the scheduler's lock.
/// </summary>
internal sealed class CompletionHandler(AdmissionControl admissions, TimeProvider time)
{
    private readonly RetryBudget _budget = new();

    /// <summary>Counts a fetch that has completed, and schedules its next try if it has one.</summary>
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
            _budget.CountRequest();
        }

        CompletionReport report = CompletionReport.Of(outcome);
        host.Failures += outcome.Failure is null ? 0 : 1;
        bool limitHasGrown = admission.Load is { } load && UpdateLimit(host, load, report, now);

        admissions.CountRedirects(host, outcome.Redirects, now);

        if (host.Breaker.OnCompleted(report.Connected, options.HostFailureLimit, now + Ticks(CircuitBreaker.Interval), admission.IsProbe))
        {
            admission.Queue.Notify(FetchNotices.HostUnavailable(host.Key.ToString(), host.Breaker.Failures));
        }

        if (decision.HostPause is { } pause && pause > TimeSpan.Zero && Pause(host, outcome, now + Ticks(pause)) is { } paused)
        {
            admission.Queue.Notify(FetchNotices.HostPaused(paused, outcome.StatusCode, pause));
        }

        return new CompletionResult(decision.Retry && !isClosed && TryRetry(admission, outcome, decision.Delay, now), limitHasGrown);
    }

    // One place is given back anyway; a limit that has grown has more.
    private bool UpdateLimit(HostState host, in StartedRequest load, in CompletionReport report, long now)
    {
        int before = host.Limit(admissions.Limits);
        host.Controller!.OnCompleted(load, now, report.Load, admissions.Limits.HostCeiling);
        return host.Limit(admissions.Limits) > before;
    }

    // It is the host that answered that asks for the pause; what leads there by a redirect has to wait as well.
    private string? Pause(HostState asked, FetchOutcome outcome, long until)
    {
        HostState answered = outcome.Redirects > 0 && outcome.ResponseUri is not null && HostKey.TryCreate(outcome.ResponseUri, out HostKey host)
            ? admissions.Hosts.GetOrAdd(host)
            : asked;
        bool isNews = AdmissionControl.Pause(answered, until);
        AdmissionControl.Pause(asked, until);
        return isNews ? answered.Key.ToString() : null;
    }

    private bool TryRetry(in Admission admission, FetchOutcome outcome, TimeSpan delay, long now)
    {
        FetchQueue queue = admission.Queue;
        QueuedFetch item = admission.Item;
        TimeSpan total = outcome.Request.Options.TotalTimeout;
        long firstSentAt = item.Retry?.FirstSentAt ?? outcome.LastSentAt;
        long due = now + Ticks(delay);
        if (queue.HostQueues.IsClosed || queue.TokenOf(item).IsCancellationRequested
            || (total > TimeSpan.Zero && Math.Max(due, admission.Host.PausedUntil) >= firstSentAt + Ticks(total)))
        {
            return false;
        }

        if (!_budget.TryAcquire())
        {
            queue.Notify(FetchNotices.RetryBudgetExhausted);
            return false;
        }

        queue.Notify(FetchNotices.Retry(outcome, item.Number, delay));
        var retry = new RetryState(outcome.Attempts, firstSentAt, outcome.StartTime, outcome.Download);
        admissions.EnqueueDelayed(new DelayedFetch(queue, admission.Host, item with { Retry = retry }), due, now);
        return true;
    }

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * time.TimestampFrequency);
}
