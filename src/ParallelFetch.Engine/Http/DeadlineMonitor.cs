namespace ParallelFetch.Http;

/// <summary>
/// Looks at the deadlines of all slots in use, ten times a second, with one timer for the whole session; the timer
/// stops when no slot is in use. Time limits are therefore kept to within a tenth of a second.
/// </summary>
internal sealed class DeadlineMonitor : IDisposable
{
    internal static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);

    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly HashSet<FetchSlot> _slots = [];
    private bool _running;

    internal DeadlineMonitor(TimeProvider time)
    {
        _time = time;
        using (ExecutionContext.SuppressFlow())
        {
            _timer = time.CreateTimer(static monitor => ((DeadlineMonitor)monitor!).CheckAll(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose() => _timer.Dispose();

    internal void Watch(FetchSlot slot)
    {
        if (slot.IsWatched)
        {
            return;
        }

        lock (_slots)
        {
            _slots.Add(slot);
            if (!_running)
            {
                _timer.Change(Period, Period);
                _running = true;
            }

            slot.IsWatched = true;
        }
    }

    internal void Forget(FetchSlot slot)
    {
        lock (_slots)
        {
            _slots.Remove(slot);
            slot.IsWatched = false;
        }
    }

    // On a thread of the timer, where an exception would end the process.
    private void CheckAll()
    {
        try
        {
            CheckAll(_time.GetTimestamp());
        }
        catch (Exception)
        {
            // The timer goes on: what was missed is seen the next time.
        }
    }

    private void CheckAll(long now)
    {
        lock (_slots)
        {
            foreach (FetchSlot slot in _slots)
            {
                slot.CheckDeadlines(now);
            }

            if (_slots.Count == 0)
            {
                _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                _running = false;
            }
        }
    }
}
