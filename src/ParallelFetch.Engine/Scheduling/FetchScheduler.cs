using ParallelFetch.Http;
using ParallelFetch.Retry;
using ParallelFetch.Tracing;

namespace ParallelFetch.Scheduling;

/// <summary>
/// Puts requests on the wire. Each completion starts the next request, under one lock, on the thread where it
/// completed: no worker pool, no semaphore, and no task for a request that waits.
/// </summary>
internal sealed class FetchScheduler : IDisposable
{
    private readonly object _gate = new();
    private readonly Stack<FetchSlot> _idleSlots = new();
    private readonly DeadlineMonitor _deadlines;
    private readonly TimerQueue _timers;
    private readonly AdmissionControl _admission;
    private readonly CompletionHandler _completions;
    private readonly RetryPolicy _retries;
    private readonly OutcomeFactory _outcomes;
    private readonly HttpFetcher _fetcher;
    private readonly TimeProvider _time;
    private bool _disposed;

    internal FetchScheduler(HttpFetcher fetcher, OutcomeFactory outcomes, FetchEngineSettings settings)
    {
        _fetcher = fetcher;
        _outcomes = outcomes;
        _time = settings.Time;
        _retries = new RetryPolicy(settings.Random, _time);
        _deadlines = new DeadlineMonitor(_time);
        _timers = new TimerQueue(_time, OnTimer);
        _admission = new AdmissionControl(_time, _timers);
        _completions = new CompletionHandler(_admission, _time);
    }

    /// <summary>Fetches on the wire now.</summary>
    internal int Outstanding
    {
        get
        {
            lock (_gate)
            {
                return _admission.Outstanding;
            }
        }
    }

    public void Dispose()
    {
        Close();
        _deadlines.Dispose();
        _timers.Dispose();
    }

    /// <summary>Accepts and starts nothing more.</summary>
    internal void Close()
    {
        lock (_gate)
        {
            _disposed = true;
        }
    }

    /// <summary>Looks at limits and hosts.</summary>
    internal T Read<T>(Func<AdmissionControl, T> read)
    {
        lock (_gate)
        {
            return read(_admission);
        }
    }

    internal void SetLimits(FetchLimits limits)
    {
        lock (_gate)
        {
            _admission.Limits.SetSession(limits);
            _admission.UnblockAll();
        }

        Pump();
    }

    /// <summary>Lets the limits of a running call override those of the session.</summary>
    /// <returns>Ends the override when disposed.</returns>
    internal IDisposable OverrideLimits(FetchLimits limits)
    {
        object?[] overrides;
        lock (_gate)
        {
            overrides = _admission.Limits.Override(limits);
            _admission.UnblockAll();
        }

        Pump();
        return new Revocation(() =>
        {
            lock (_gate)
            {
                _admission.Limits.Revoke(overrides);
                _admission.UnblockAll();
            }

            Pump();
        });
    }

    /// <summary>Accepts a request; it goes on the wire at once if the limits allow it.</summary>
    /// <returns>False when the session, or the queue, has ended.</returns>
    internal bool TryEnqueue(FetchQueue queue, in QueuedFetch item)
    {
        bool any;
        Admission admission;
        FetchSlot? slot;
        lock (_gate)
        {
            if (_disposed || queue.HostQueues.IsClosed)
            {
                return false;
            }

            _admission.Enqueue(queue, item);
            any = TryAdmit(out admission, out slot);
        }

        if (any && Start(admission, slot))
        {
            Pump();
        }

        return true;
    }

    /// <summary>Starts what may start: after a limit rose, or an owner has collected results.</summary>
    internal void Pump()
    {
        while (true)
        {
            Admission admission;
            FetchSlot? slot;
            lock (_gate)
            {
                if (!TryAdmit(out admission, out slot))
                {
                    return;
                }
            }

            Start(admission, slot);
        }
    }

    /// <summary>Empties a queue and lets nothing more in.</summary>
    /// <returns>The requests that were in it.</returns>
    internal IReadOnlyList<QueuedFetch> Withdraw(FetchQueue queue)
    {
        lock (_gate)
        {
            return _admission.Withdraw(queue);
        }
    }

    /// <summary>Takes one background request out of a queue.</summary>
    /// <returns>False when it does not wait there any more.</returns>
    internal bool TryWithdraw(FetchQueue queue, FetchHandle handle, out QueuedFetch item)
    {
        lock (_gate)
        {
            return _admission.TryWithdraw(queue, handle, out item);
        }
    }

    // On a thread of the timer, where an exception would end the process.
    private void OnTimer()
    {
        lock (_gate)
        {
            try
            {
                _admission.OnTimer();
            }
            catch (Exception)
            {
                _timers.RetrySoon();
            }
        }

        Pump();
    }

    private bool TryAdmit(out Admission admission, out FetchSlot? slot)
    {
        slot = null;
        admission = default;
        if (_disposed || !_admission.TryAdmit(out admission))
        {
            return false;
        }

        if (admission.Rejection is null)
        {
            slot = _idleSlots.Count > 0 ? _idleSlots.Pop() : new FetchSlot(_time);
        }

        return true;
    }

    /// <returns>Whether the request was not sent after all, so that another may be.</returns>
    private bool Start(in Admission admission, FetchSlot? slot)
    {
        if (slot is not null)
        {
            _ = RunAsync(slot, admission);
            return false;
        }

        CompleteUnsent(admission);
        return true;
    }

    /// <summary>
    /// Has a slot carry out one fetch after the other until nothing may start. The last line of defence: whatever is
    /// thrown, each fetch gets its outcome and gives back its place. Nobody awaits it.
    /// </summary>
    private async Task RunAsync(FetchSlot slot, Admission admission)
    {
        bool more;
        do
        {
            FetchQueue queue = admission.Queue;
            QueuedFetch item = admission.Item;
            FetchOutcome? outcome = null;
            try
            {
                // The context of whoever added this one, not of whoever's fetch ended before it on this thread. It ends
                // with this method, or at its next await.
                ExecutionContext.Restore(item.Context ?? DefaultContext.Value);
                outcome = _outcomes.Create(item.Request);
                _deadlines.Watch(slot);
                slot.Begin(item.Request.Options, queue.TokenOf(item), item.Retry?.FirstSentAt, queue);
                slot.Trace = AttemptTrace.Of(queue, item, _time);
                await _fetcher.FetchAsync(outcome, slot, item).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                outcome = Fail(outcome, item, exception);
                slot = Replace(slot);
            }

            // The place is given on before the outcome is shown, so that nobody sees a finished fetch as outstanding.
            more = Finish(slot, admission, outcome, out CompletionResult result, out Admission next);
            if (!result.WillRetry)
            {
                Complete(queue, item, outcome);
            }

            if (result.LimitHasGrown)
            {
                Pump();
            }

            while (more && next.Rejection is not null)
            {
                CompleteUnsent(next);
                more = TryGoOn(slot, out next);
            }

            admission = next;
        }
        while (more);
    }

    private FetchOutcome Fail(FetchOutcome? outcome, in QueuedFetch item, Exception exception)
    {
        FetchFailure failure = FailureClassifier.Unforeseen(exception);
        if (outcome is null)
        {
            return _outcomes.CreateFailed(item, failure);
        }

        outcome.Failure ??= failure;
        return outcome;
    }

    // Nobody knows what state it is in.
    private FetchSlot Replace(FetchSlot slot)
    {
        _deadlines.Forget(slot);
        slot.Abandon();
        return new FetchSlot(_time);
    }

    private bool Finish(FetchSlot slot, in Admission admission, FetchOutcome outcome, out CompletionResult result, out Admission next)
    {
        RetryDecision decision = default;
        try
        {
            decision = _retries.Decide(outcome);
        }
        catch (Exception exception)
        {
            outcome.Failure ??= FailureClassifier.Unforeseen(exception);
        }

        lock (_gate)
        {
            try
            {
                result = _completions.Handle(admission, outcome, decision, _disposed);
            }
            catch (Exception exception)
            {
                outcome.Failure ??= FailureClassifier.Unforeseen(exception);
                result = default;
            }

            _admission.Release(admission.Host);
            return TryTakeNext(slot, out next);
        }
    }

    private static void Complete(FetchQueue queue, in QueuedFetch item, FetchOutcome outcome)
    {
        try
        {
            queue.Complete(item, outcome);
        }
        catch (Exception exception)
        {
            CompleteLost(queue, item, exception);
        }
    }

    private static void CompleteUnsent(in Admission admission)
    {
        try
        {
            admission.Queue.CompleteUnsent(admission.Item, admission.Rejection!);
        }
        catch (Exception exception)
        {
            CompleteLost(admission.Queue, admission.Item, exception);
        }
    }

    private static void CompleteLost(FetchQueue queue, in QueuedFetch item, Exception exception)
    {
        try
        {
            queue.CompleteLost(item, FailureClassifier.Unforeseen(exception));
        }
        catch (Exception)
        {
            // Its owner does not take it, and nobody else wants it; the others go on.
        }
    }

    private bool TryGoOn(FetchSlot slot, out Admission next)
    {
        lock (_gate)
        {
            return TryTakeNext(slot, out next);
        }
    }

    private bool TryTakeNext(FetchSlot slot, out Admission next)
    {
        next = default;
        if (!_disposed && _admission.TryAdmit(out next))
        {
            return true;
        }

        slot.Clear();
        _deadlines.Forget(slot);
        _idleSlots.Push(slot);
        return false;
    }

    private sealed class Revocation(Action action) : IDisposable
    {
        private Action? _action = action;

        public void Dispose() => Interlocked.Exchange(ref _action, null)?.Invoke();
    }
}
