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
    private readonly Func<FetchRequest, FetchOutcome> _createOutcome;
    private readonly HttpFetcher _fetcher;
    private readonly TimeProvider _time;
    private bool _disposed;

    internal FetchScheduler(HttpFetcher fetcher, FetchEngineSettings settings)
    {
        _fetcher = fetcher;
        _createOutcome = settings.CreateOutcome;
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
            _admission.DropReady(queue);
            return queue.HostQueues.Close();
        }
    }

    /// <summary>Takes one background request out of a queue.</summary>
    /// <returns>False when it does not wait there any more.</returns>
    internal bool TryWithdraw(FetchQueue queue, FetchHandle handle, out QueuedFetch item)
    {
        lock (_gate)
        {
            return queue.HostQueues.TryTake(handle, out item);
        }
    }

    private void OnTimer()
    {
        lock (_gate)
        {
            _admission.OnTimer();
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

        admission.Queue.CompleteUnsent(admission.Item, admission.Rejection!);
        return true;
    }

    private async Task RunAsync(FetchSlot slot, Admission admission)
    {
        _deadlines.Watch(slot);
        bool more;
        do
        {
            FetchQueue queue = admission.Queue;
            QueuedFetch item = admission.Item;
            FetchOutcome outcome = _createOutcome(item.Request);
            slot.Begin(item.Request.Options, queue.TokenOf(item), item.Retry?.FirstSentAt, queue);
            slot.Trace = AttemptTrace.Of(queue, item, _time);
            await _fetcher.FetchAsync(outcome, slot, item).ConfigureAwait(false);

            // The place is given on before the outcome is shown, so that nobody sees a finished fetch as outstanding.
            more = Finish(slot, admission, outcome, out CompletionResult result, out Admission next);
            if (!result.WillRetry)
            {
                queue.Complete(item, outcome);
            }

            if (result.LimitHasGrown)
            {
                Pump();
            }

            while (more && next.Rejection is not null)
            {
                next.Queue.CompleteUnsent(next.Item, next.Rejection);
                more = TryGoOn(slot, out next);
            }

            admission = next;
        }
        while (more);
    }

    private bool Finish(FetchSlot slot, in Admission admission, FetchOutcome outcome, out CompletionResult result, out Admission next)
    {
        RetryDecision decision = _retries.Decide(outcome);
        lock (_gate)
        {
            result = _completions.Handle(admission, outcome, decision, _disposed);
            _admission.Release(admission.Host);
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

        slot.Release();
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
