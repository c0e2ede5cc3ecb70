using ParallelFetch.Retry;

namespace ParallelFetch.Scheduling;

/// <summary>Puts fetches that are to be sent again back into their queues. Guarded by the scheduler's lock.</summary>
internal sealed class RetryQueue(AdmissionControl admissions, TimeProvider time)
{
    /// <summary>
    /// With this many refusals a request goes behind the others: until then it is asked for again first, which costs fewest
    /// refusals. Whether a host is back, another URL tells better each time.
    /// </summary>
    private const int ManyRefusals = 6;

    /// <summary>From this many refusals on, while others came through, the host is not asked for the URL at once.</summary>
    private const int OwnMissesToDelay = 2;

    /// <summary>With this many the URL is given up, if they took as long as a host that refuses everything is waited for.</summary>
    private const int MostOwnMisses = 8;

    /// <summary>How often a fetch is tried again for which this machine has not even enough when it is alone.</summary>
    private const int MostLocalMisses = 5;

    /// <returns>Whether it is sent again.</returns>
    internal bool TryAdd(in Admission admission, FetchOutcome outcome, in RetryDecision decision, FetchEnd end, long now)
    {
        if (admission.Queue.HostQueues.IsClosed || admission.Queue.TokenOf(admission.Item).IsCancellationRequested)
        {
            return false;
        }

        RetryState? before = admission.Item.Retry;
        var next = new RetryState(outcome.Attempts - (outcome.WasNotSent ? 1 : 0), before?.FirstSentAt ?? outcome.LastSentAt, outcome.StartTime, outcome.Download)
        {
            Spent = before?.Spent ?? 0,
            Refusals = outcome.Refusals,
            HeldBack = outcome.HeldBack,
        };
        return end switch
        {
            FetchEnd.Refused or FetchEnd.NotYet => TryReturn(admission, outcome, Missed(next, admission, outcome, end, now), end, decision, now),
            FetchEnd.Local => TryAgainHere(admission, outcome, next with { LocalMisses = before?.LocalMisses ?? 0 }, now),
            FetchEnd.Lost => TryReturn(admission, outcome, Missed(next with { Spent = next.Spent + CostOfLoss(admission) }, admission, outcome, end, now), end, decision, now),
            _ => decision.IsTransient && !IsStranger(admission, outcome) && TryRetry(admission, outcome, next with { Spent = next.Spent + Tries(outcome, before) }, decision.Jitter, now),
        };
    }

    // A host that has never answered is not waited for a second time, unless that was asked for: a list of dead hosts has
    // to end.
    private static bool IsStranger(in Admission admission, FetchOutcome outcome) =>
        outcome.Failure?.Kind == FetchFailureKind.ConnectionTimeoutReached
        && outcome.Request.Options.Retry.Budget is not null
        && !admission.Host.HasAnswered(admission.Queue);

    // More than one where the handler has sent it anew on another connection, or a file was begun anew.
    private static int Tries(FetchOutcome outcome, RetryState? before) => Math.Max(1, outcome.Attempts - (before?.Attempts ?? 0));

    private static RetryState Missed(RetryState next, in Admission admission, FetchOutcome outcome, FetchEnd end, long now)
    {
        RetryState? before = admission.Item.Retry;
        int misses = (before?.Misses ?? 0) + 1;
        return next with
        {
            Misses = misses,
            OwnMisses = HostWatch.OwnMisses(admission.Host, before),
            Rank = end == FetchEnd.Lost ? misses : misses / ManyRefusals,
            FirstMissAt = before is { Misses: > 0 } ? before.FirstMissAt : now,
            LastMissAt = now,
            Last = outcome,
        };
    }

    // An outage costs each URL one try, and no more until the host has answered somebody: a URL that brings its server
    // down must not be sent for ever.
    private static int CostOfLoss(in Admission admission) =>
        admission.Host.Outage is { IsConfirmed: true } && admission.Item.Retry is { Misses: > 0 } before && admission.Host.LastAnswerAt <= before.LastMissAt ? 0 : 1;

    private bool TryReturn(in Admission admission, FetchOutcome outcome, RetryState retry, FetchEnd end, in RetryDecision decision, long now)
    {
        FetchOptions options = outcome.Request.Options;
        long patience = time.Ticks(options.Retry.RateLimitTimeout);
        bool isItsOwn = end != FetchEnd.Lost
            && now - retry.FirstMissAt >= patience
            && (retry.OwnMisses >= MostOwnMisses || now - admission.Host.LastAcceptedAt >= patience);
        TimeSpan delay = DelayOf(retry, end, decision, options.Retry);
        if (isItsOwn || now >= admission.Host.GiveUpAt(admission.Queue, options) || retry.Spent > options.Retry.MaximumCount || !HasTime(admission, retry, options, now + time.Ticks(delay)))
        {
            return false;
        }

        admission.Queue.Notify(FetchNotices.Returned(outcome, admission.Item.Number));
        Put(admission, admission.Item with { Retry = retry }, delay, now);
        return true;
    }

    // As long as it may be the host, it waits with the others of its host, and not for a time of its own.
    private static TimeSpan DelayOf(RetryState retry, FetchEnd end, in RetryDecision decision, RetryOptions options)
    {
        if (end == FetchEnd.NotYet)
        {
            return decision.AskedWait ?? RetryPolicy.Backoff(retry.Misses, options, decision.Jitter);
        }

        if (retry.OwnMisses < OwnMissesToDelay)
        {
            return TimeSpan.Zero;
        }

        TimeSpan doubled = TimeSpan.FromSeconds(Math.Min(RetryOptions.MaximumBackoff.TotalSeconds, Math.Pow(2, Math.Min(retry.OwnMisses - OwnMissesToDelay, 10))));
        return decision.AskedWait > doubled ? decision.AskedWait.Value : doubled;
    }

    private void Put(in Admission admission, in QueuedFetch item, TimeSpan delay, long now)
    {
        if (delay > TimeSpan.Zero)
        {
            admissions.EnqueueDelayed(new DelayedFetch(admission.Queue, admission.Host, item), now + time.Ticks(delay), now);
        }
        else
        {
            // Before it is in the queue: whatever is thrown here, it has one outcome.
            admissions.ExpireAt(admission.Queue, admission.Host, item, now);
            admissions.Requeue(admission.Queue, admission.Host, item);
        }
    }

    // Fewer at once is what helps. If there are none, and it goes on, the fetch has failed.
    private bool TryAgainHere(in Admission admission, FetchOutcome outcome, RetryState retry, long now)
    {
        bool isAlone = admissions.Outstanding <= 1;
        RetryOptions options = outcome.Request.Options.Retry;
        TimeSpan delay = isAlone ? RetryPolicy.Backoff(retry.LocalMisses + 1, options, 1) : TimeSpan.Zero;
        retry = retry with { LocalMisses = retry.LocalMisses + (isAlone ? 1 : 0) };
        if (retry.LocalMisses > MostLocalMisses || !HasTime(admission, retry, outcome.Request.Options, now + time.Ticks(delay)))
        {
            return false;
        }

        admission.Queue.Notify(FetchNotices.Returned(outcome, admission.Item.Number));
        Put(admission, admission.Item with { Retry = retry }, delay, now);
        return true;
    }

    private bool TryRetry(in Admission admission, FetchOutcome outcome, RetryState retry, double jitter, long now)
    {
        RetryOptions options = outcome.Request.Options.Retry;
        TimeSpan delay = RetryPolicy.Backoff(retry.Spent, options, jitter);
        long due = now + time.Ticks(delay);
        if (retry.Spent > options.MaximumCount || !HasTime(admission, retry, outcome.Request.Options, due))
        {
            return false;
        }

        if (options.Budget?.TryAcquire(admission.Host.Key, admission.Host.Requests) == false)
        {
            admission.Queue.Notify(FetchNotices.RetryBudgetExhausted);
            return false;
        }

        admission.Queue.Notify(FetchNotices.Retry(outcome, admission.Item.Number, delay));
        Put(admission, admission.Item with { Retry = retry with { Last = outcome.Request.Options.TotalTimeout > TimeSpan.Zero ? outcome : null } }, delay, now);
        return true;
    }

    private bool HasTime(in Admission admission, RetryState retry, FetchOptions options, long due) =>
        options.TotalTimeout <= TimeSpan.Zero
        || Math.Max(due, admission.Host.PausedUntil) < retry.FirstSentAt + time.Ticks(options.TotalTimeout);
}
