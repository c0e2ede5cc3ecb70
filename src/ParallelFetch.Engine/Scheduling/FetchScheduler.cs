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
    private readonly WakeUps _wakeUps;
    private readonly AdmissionControl _admission;
    private readonly EndingDesk _endings;
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
        _wakeUps = new WakeUps(_time, OnDue);
        _admission = new AdmissionControl(_time, _wakeUps);
        _endings = new EndingDesk(_admission, _time);
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
        _wakeUps.Dispose();
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

    /// <summary>Puts the limits of a running call in force.</summary>
    /// <returns>Ends their say when disposed.</returns>
    internal IDisposable EnterLimits(FetchLimits limits)
    {
        object?[] claims;
        lock (_gate)
        {
            claims = _admission.Limits.Enter(limits);
            _admission.UnblockAll();
        }

        Pump();
        return new Release(() =>
        {
            lock (_gate)
            {
                _admission.Limits.Leave(claims);
                _admission.UnblockAll();
            }

            Pump();
        });
    }

    /// <summary>Accepts a request; it goes on the wire at once if there is room.</summary>
    /// <returns>False when the session, or the lane, has ended.</returns>
    internal bool TryEnqueue(FetchLane lane, in QueuedFetch item)
    {
        bool any;
        Admission admission;
        FetchSlot? slot;
        lock (_gate)
        {
            if (_disposed || lane.Room.IsClosed)
            {
                return false;
            }

            _admission.Add(lane, item);
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

    /// <summary>Empties a lane's waiting room and lets nothing more in.</summary>
    /// <returns>The requests that were in it.</returns>
    internal IReadOnlyList<QueuedFetch> Withdraw(FetchLane lane)
    {
        lock (_gate)
        {
            _admission.Unlist(lane);
            return lane.Room.Close();
        }
    }

    /// <summary>Takes one background request out of a lane's waiting room.</summary>
    /// <returns>False when it does not wait there any more.</returns>
    internal bool TryWithdraw(FetchLane lane, FetchHandle handle, out QueuedFetch item)
    {
        lock (_gate)
        {
            return lane.Room.TryTake(handle, out item);
        }
    }

    private void OnDue()
    {
        lock (_gate)
        {
            _admission.OnDue();
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

        admission.Lane.CompleteUnsent(admission.Item, admission.Rejection!);
        return true;
    }

    private async Task RunAsync(FetchSlot slot, Admission admission)
    {
        _deadlines.Watch(slot);
        bool more;
        do
        {
            FetchLane lane = admission.Lane;
            QueuedFetch item = admission.Item;
            FetchOutcome outcome = _createOutcome(item.Request);
            slot.Begin(item.Request.Options, lane.TokenOf(item), item.Retry?.FirstSentAt, lane);
            slot.Trace = AttemptTrace.Of(lane, item, _time);
            await _fetcher.FetchAsync(outcome, slot, item).ConfigureAwait(false);

            // The place is given on before the outcome is shown, so that nobody sees a finished fetch as outstanding.
            more = Finish(slot, admission, outcome, out Ending ending, out Admission next);
            if (!ending.IsRetried)
            {
                lane.Complete(item, outcome);
            }

            if (ending.HasMoreRoom)
            {
                Pump();
            }

            while (more && next.Rejection is not null)
            {
                next.Lane.CompleteUnsent(next.Item, next.Rejection);
                more = TryGoOn(slot, out next);
            }

            admission = next;
        }
        while (more);
    }

    private bool Finish(FetchSlot slot, in Admission admission, FetchOutcome outcome, out Ending ending, out Admission next)
    {
        RetryDecision decision = _retries.Decide(outcome);
        lock (_gate)
        {
            ending = _endings.Account(admission, outcome, decision, _disposed);
            _admission.Leave(admission.Host);
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

    private sealed class Release(Action action) : IDisposable
    {
        private Action? _action = action;

        public void Dispose() => Interlocked.Exchange(ref _action, null)?.Invoke();
    }
}
