using ParallelFetch.Http;
using ParallelFetch.Retry;

namespace ParallelFetch.Scheduling;

/// <summary>
/// Puts requests on the wire. Each completion starts the next request, under one lock, on the thread where it
/// completed: no worker pool, no semaphore, and no task for a request that waits.
/// </summary>
internal sealed partial class FetchScheduler : IDisposable
{
    private readonly object _gate = new();
    private readonly SlotPool _slots;
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
        _slots = new SlotPool(_time);
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
        _slots.Dispose();
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

    private sealed class Revocation(Action action) : IDisposable
    {
        private Action? _action = action;

        public void Dispose() => Interlocked.Exchange(ref _action, null)?.Invoke();
    }
}
