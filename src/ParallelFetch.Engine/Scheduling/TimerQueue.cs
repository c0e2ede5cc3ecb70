namespace ParallelFetch.Scheduling;

/// <summary>
/// A timer queue: what the scheduler has to look at again at a certain time, behind one timer. Guarded by the scheduler's
/// lock, but for the timer's callback.
/// </summary>
internal sealed class TimerQueue : IDisposable
{
    private readonly PriorityQueue<object, long> _due = new();
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
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

    /// <summary>Takes out what is due, one thing at a time; false when nothing more is.</summary>
    internal bool TryDequeue(long now, out object? what)
    {
        if (_due.TryPeek(out what, out long at) && at <= now)
        {
            _due.Dequeue();
            return true;
        }

        _armedFor = long.MaxValue;
        Arm(now);
        return false;
    }

    private void Arm(long now)
    {
        if (!_due.TryPeek(out _, out long at) || at >= _armedFor)
        {
            return;
        }

        // Rounded up to the millisecond that timers know: waking early would only mean to wait again.
        double milliseconds = Math.Ceiling(Math.Max(0, at - now) * 1000.0 / _time.TimestampFrequency);
        _armedFor = at;
        _timer.Change(TimeSpan.FromMilliseconds(Math.Min(milliseconds, int.MaxValue)), Timeout.InfiniteTimeSpan);
    }
}
