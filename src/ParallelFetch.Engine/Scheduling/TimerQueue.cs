namespace ParallelFetch.Scheduling;

/// <summary>
/// A timer queue: what the scheduler has to look at again at a certain time, behind one timer. Guarded by the
/// scheduler's lock, but for the timer's callback.
/// </summary>
internal sealed class TimerQueue : IDisposable
{
    // Fewer cancelled entries than this are not worth the trouble of taking them out.
    private const int LeastToCompact = 64;

    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private PriorityQueue<object, long> _due = new();
    private int _cancelled;
    private long _armedFor = long.MaxValue;

    internal TimerQueue(TimeProvider time, Action onTimer)
    {
        _time = time;
        using (ExecutionContext.SuppressFlow())
        {
            _timer = time.CreateTimer(static action => ((Action)action!)(), onTimer, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose() => _timer.Dispose();

    /// <summary>Schedules something: the callback comes when its time has come.</summary>
    internal void Schedule(object what, long at, long now)
    {
        _due.Enqueue(what, at);
        Arm(now);
    }

    /// <summary>
    /// Lets go of a delayed request. Its entry stays until it is due, or until half of all entries are of this kind: so
    /// that what was cancelled long before its time holds no memory to speak of.
    /// </summary>
    internal void Cancel(DelayedFetch delayed)
    {
        delayed.Cancel();
        if (++_cancelled < LeastToCompact || _cancelled <= _due.Count / 2)
        {
            return;
        }

        _due = new PriorityQueue<object, long>(_due.UnorderedItems.Where(static entry => entry.Element is not DelayedFetch { IsCancelled: true }));
        _cancelled = 0;
    }

    /// <summary>Takes out what is due, one thing at a time; false when nothing more is.</summary>
    internal bool TryDequeue(long now, out object? what)
    {
        if (_due.TryPeek(out what, out long at) && at <= now)
        {
            _due.Dequeue();
            _cancelled -= what is DelayedFetch { IsCancelled: true } ? 1 : 0;
            return true;
        }

        _armedFor = long.MaxValue;
        Arm(now);
        return false;
    }

    /// <summary>Has the callback come again in a moment, because it could not do its work. Never throws.</summary>
    internal void RetrySoon()
    {
        try
        {
            _timer.Change(RetryDelay, Timeout.InfiniteTimeSpan);
        }
        catch (Exception)
        {
            // Whatever is scheduled next arms the timer.
            _armedFor = long.MaxValue;
        }
    }

    private void Arm(long now)
    {
        if (!_due.TryPeek(out _, out long at) || at >= _armedFor)
        {
            return;
        }

        // Rounded up to the millisecond that timers know: waking early would only mean to wait again.
        double milliseconds = Math.Ceiling(Math.Max(0, at - now) * 1000.0 / _time.TimestampFrequency);
        long before = _armedFor;
        _armedFor = at;
        try
        {
            _timer.Change(TimeSpan.FromMilliseconds(Math.Min(milliseconds, int.MaxValue)), Timeout.InfiniteTimeSpan);
        }
        catch
        {
            _armedFor = before;
            throw;
        }
    }
}
