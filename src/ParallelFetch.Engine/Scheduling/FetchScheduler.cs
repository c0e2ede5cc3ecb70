using ParallelFetch.Http;

namespace ParallelFetch.Scheduling;

/// <summary>
/// Decides which request goes on the wire when. Each completion starts the next request, under one lock, on the
/// thread where it completed: no worker pool, no semaphore, and no task for a request that waits. Lanes take turns.
/// </summary>
internal sealed class FetchScheduler : IDisposable
{
    private readonly object _gate = new();
    private readonly ThrottleLimit _limit = new();
    private readonly List<FetchLane> _lanes = [];
    private readonly Stack<FetchSlot> _idleSlots = new();
    private readonly DeadlineMonitor _deadlines;
    private readonly Func<FetchRequest, FetchOutcome> _createOutcome;
    private readonly HttpFetcher _fetcher;
    private readonly TimeProvider _time;
    private int _outstanding;
    private int _turn;
    private bool _disposed;

    internal FetchScheduler(HttpFetcher fetcher, Func<FetchRequest, FetchOutcome> createOutcome, TimeProvider time)
    {
        _fetcher = fetcher;
        _createOutcome = createOutcome;
        _time = time;
        _deadlines = new DeadlineMonitor(time);
    }

    /// <summary>Fetches on the wire now.</summary>
    internal int Outstanding => Volatile.Read(ref _outstanding);

    /// <summary>Requests accepted but not yet on the wire.</summary>
    internal int WaitingCount
    {
        get
        {
            lock (_gate)
            {
                return _lanes.Sum(lane => lane.Waiting.Count);
            }
        }
    }

    internal int CurrentLimit
    {
        get
        {
            lock (_gate)
            {
                return _limit.Current;
            }
        }
    }

    public void Dispose()
    {
        Close();
        _deadlines.Dispose();
    }

    /// <summary>Accepts and starts nothing more.</summary>
    internal void Close()
    {
        lock (_gate)
        {
            _disposed = true;
        }
    }

    internal void SetSessionLimit(int limit)
    {
        lock (_gate)
        {
            _limit.SetSession(limit);
        }

        Pump();
    }

    /// <summary>Puts the limit of a running call in force.</summary>
    /// <returns>Ends its say when disposed.</returns>
    internal IDisposable EnterLimit(int limit)
    {
        object claim;
        lock (_gate)
        {
            claim = _limit.Enter(limit);
        }

        Pump();
        return new Release(() =>
        {
            lock (_gate)
            {
                _limit.Leave(claim);
            }

            Pump();
        });
    }

    /// <summary>Accepts a request; it goes on the wire at once if there is room.</summary>
    /// <returns>False when the session has ended.</returns>
    internal bool TryEnqueue(FetchLane lane, in QueuedFetch item)
    {
        FetchSlot? slot;
        FetchLane? next;
        QueuedFetch nextItem;
        lock (_gate)
        {
            if (_disposed)
            {
                return false;
            }

            lane.Waiting.Enqueue(item);
            if (!lane.IsListed)
            {
                lane.IsListed = true;
                _lanes.Add(lane);
            }

            slot = TryTakeSlot(out next, out nextItem);
        }

        if (slot is not null)
        {
            _ = RunAsync(slot, next!, nextItem);
        }

        return true;
    }

    /// <summary>Starts what may start: after the limit rose, or an owner has collected results.</summary>
    internal void Pump()
    {
        while (true)
        {
            FetchSlot? slot;
            FetchLane? lane;
            QueuedFetch item;
            lock (_gate)
            {
                slot = TryTakeSlot(out lane, out item);
            }

            if (slot is null)
            {
                return;
            }

            _ = RunAsync(slot, lane!, item);
        }
    }

    /// <summary>Empties a lane's waiting room.</summary>
    /// <returns>The requests that were in it.</returns>
    internal IReadOnlyList<QueuedFetch> Withdraw(FetchLane lane)
    {
        lock (_gate)
        {
            QueuedFetch[] withdrawn = [.. lane.Waiting];
            lane.Waiting.Clear();
            Unlist(lane);
            return withdrawn;
        }
    }

    /// <summary>Takes one background request out of a lane's waiting room.</summary>
    /// <returns>False when it does not wait there any more.</returns>
    internal bool TryWithdraw(FetchLane lane, FetchHandle handle)
    {
        lock (_gate)
        {
            int before = lane.Waiting.Count;
            QueuedFetch[] others = [.. lane.Waiting.Where(item => item.Handle != handle)];
            if (others.Length == before)
            {
                return false;
            }

            lane.Waiting.Clear();
            foreach (QueuedFetch item in others)
            {
                lane.Waiting.Enqueue(item);
            }

            if (others.Length == 0)
            {
                Unlist(lane);
            }

            return true;
        }
    }

    private async Task RunAsync(FetchSlot slot, FetchLane lane, QueuedFetch item)
    {
        _deadlines.Watch(slot);
        bool more;
        do
        {
            FetchOutcome outcome = _createOutcome(item.Request);
            slot.Begin(item.Request.Options, lane.TokenOf(item));
            await _fetcher.FetchAsync(outcome, slot, item.AcceptedAt).ConfigureAwait(false);

            // The place is given on before the outcome is shown, so that nobody sees a finished fetch as outstanding.
            more = TryTakeNext(slot, out FetchLane? nextLane, out QueuedFetch nextItem);
            lane.Complete(item, outcome);
            lane = nextLane!;
            item = nextItem;
        }
        while (more);
    }

    private FetchSlot? TryTakeSlot(out FetchLane? lane, out QueuedFetch item)
    {
        if (!TryDequeue(out lane, out item))
        {
            return null;
        }

        return _idleSlots.Count > 0 ? _idleSlots.Pop() : new FetchSlot(_time);
    }

    private bool TryTakeNext(FetchSlot slot, out FetchLane? lane, out QueuedFetch item)
    {
        lock (_gate)
        {
            _outstanding--;
            if (TryDequeue(out lane, out item))
            {
                return true;
            }

            slot.Release();
            _deadlines.Forget(slot);
            _idleSlots.Push(slot);
            return false;
        }
    }

    private bool TryDequeue(out FetchLane? lane, out QueuedFetch item)
    {
        int limit = _limit.Current;
        for (int tries = _lanes.Count; tries > 0 && !_disposed && (limit == 0 || _outstanding < limit); tries--)
        {
            _turn = _turn >= _lanes.Count ? 0 : _turn;
            lane = _lanes[_turn];
            if (!lane.MayStart(limit) && IsHeldBack(lane, limit))
            {
                _turn++;
                continue;
            }

            item = lane.Waiting.Dequeue();
            if (lane.Waiting.Count == 0)
            {
                Unlist(lane);
            }
            else
            {
                _turn++;
            }

            _outstanding++;
            lane.OnStarting(item);
            return true;
        }

        lane = null;
        item = default;
        return false;
    }

    // The owner lowers its count first and looks at the mark second; marking first and counting again second makes sure
    // that one of the two sees the other.
    private static bool IsHeldBack(FetchLane lane, int limit)
    {
        lane.IsHeldBack = true;
        Interlocked.MemoryBarrier();
        return !lane.MayStart(limit);
    }

    private void Unlist(FetchLane lane)
    {
        lane.IsListed = false;
        _lanes.Remove(lane);
    }

    private sealed class Release(Action action) : IDisposable
    {
        private Action? _action = action;

        public void Dispose() => Interlocked.Exchange(ref _action, null)?.Invoke();
    }
}
