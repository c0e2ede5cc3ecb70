using ParallelFetch.Http;
using ParallelFetch.Retry;
using ParallelFetch.Tracing;

namespace ParallelFetch.Scheduling;

/// <content>The fetches on the wire: how one starts, ends, and gives its place to the next.</content>
internal sealed partial class FetchScheduler
{
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
            slot = _slots.Rent();
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

        OutcomeDelivery.CompleteUnsent(admission);
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
                _slots.Watch(slot);
                slot.Begin(item.Request.Options, queue.TokenOf(item), item.Retry?.FirstSentAt, queue);
                slot.Trace = AttemptTrace.Of(queue, item, _time);
                await _fetcher.FetchAsync(outcome, slot, item).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                outcome = Fail(outcome, item, exception);
                slot = _slots.Replace(slot);
            }

            // The place is given on before the outcome is shown, so that nobody sees a finished fetch as outstanding.
            more = Finish(slot, admission, outcome, out CompletionResult result, out Admission next);
            if (!result.WillRetry)
            {
                OutcomeDelivery.Complete(queue, item, outcome);
            }

            if (result.IsShortOfResources)
            {
                _fetcher.CloseIdleConnections();
            }

            if (result.LimitHasGrown)
            {
                Pump();
            }

            while (more && next.Rejection is not null)
            {
                OutcomeDelivery.CompleteUnsent(next);
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

            _admission.Release(admission.Queue, admission.Host);
            return TryTakeNext(slot, out next);
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

        _slots.Return(slot);
        return false;
    }
}
