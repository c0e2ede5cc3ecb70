using ParallelFetch.AutoThrottle;
using ParallelFetch.Retry;

namespace ParallelFetch.Scheduling;

/// <summary>
/// What the end of a fetch tells about its host (its load, its health, a pause that it asks for), and whether the fetch
/// is tried again. Guarded by the scheduler's lock.
/// </summary>
internal sealed class EndingDesk(AdmissionControl admissions, TimeProvider time)
{
    private readonly RetryBudget _budget = new();

    /// <summary>Counts a fetch that has ended.</summary>
    /// <param name="admission">As what it was sent.</param>
    /// <param name="outcome">How it ended.</param>
    /// <param name="decision">What its retry policy says.</param>
    /// <param name="isClosed">Whether the session has ended, so that nothing is tried again.</param>
    internal Ending Account(in Admission admission, FetchOutcome outcome, in RetryDecision decision, bool isClosed)
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
        bool hasMoreRoom = admission.Load is { } load && Learn(host, load, report, now);

        admissions.CountRedirects(host, outcome.Redirects, now);

        if (host.Breaker.OnCompleted(report.Connected, options.HostFailureLimit, now + Ticks(CircuitBreaker.Interval), admission.IsProbe))
        {
            admission.Lane.Notify(FetchNotices.HostUnavailable(host.Key.ToString(), host.Breaker.Failures));
        }

        if (decision.HostPause is { } pause && pause > TimeSpan.Zero && Pause(host, outcome, now + Ticks(pause)) is { } paused)
        {
            admission.Lane.Notify(FetchNotices.HostPaused(paused, outcome.StatusCode, pause));
        }

        return new Ending(decision.Retry && !isClosed && TryRetry(admission, outcome, decision.Delay, now), hasMoreRoom);
    }

    // One place is given back anyway; a limit that has grown has more.
    private bool Learn(HostState host, in StartedRequest load, in CompletionReport report, long now)
    {
        int before = host.Limit(admissions.Limits);
        host.Controller!.OnCompleted(load, now, report.Load, admissions.Limits.HostCeiling);
        return host.Limit(admissions.Limits) > before;
    }

    // It is the host that answered that asks for the pause; what leads there by a redirect has to wait as well.
    private string? Pause(HostState asked, FetchOutcome outcome, long until)
    {
        HostState answered = outcome.Redirects > 0 && outcome.ResponseUri is not null ? admissions.Hosts.Of(outcome.ResponseUri) : asked;
        bool isNews = AdmissionControl.Pause(answered, until);
        AdmissionControl.Pause(asked, until);
        return isNews ? answered.Key.ToString() : null;
    }

    private bool TryRetry(in Admission admission, FetchOutcome outcome, TimeSpan delay, long now)
    {
        FetchLane lane = admission.Lane;
        QueuedFetch item = admission.Item;
        TimeSpan total = outcome.Request.Options.TotalTimeout;
        long firstSentAt = item.Retry?.FirstSentAt ?? outcome.LastSentAt;
        long due = now + Ticks(delay);
        if (lane.Room.IsClosed || lane.TokenOf(item).IsCancellationRequested
            || (total > TimeSpan.Zero && Math.Max(due, admission.Host.PausedUntil) >= firstSentAt + Ticks(total)))
        {
            return false;
        }

        if (!_budget.TryTake())
        {
            lane.Notify(FetchNotices.RetryBudgetExhausted);
            return false;
        }

        lane.Notify(FetchNotices.Retry(outcome, item.Number, delay));
        var retry = new RetryState(outcome.Attempts, firstSentAt, outcome.StartTime, outcome.Download);
        lane.OnRetrying(item);
        admissions.AddDelayed(new DelayedFetch(lane, admission.Host, item with { Retry = retry }), due, now);
        return true;
    }

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * time.TimestampFrequency);
}
