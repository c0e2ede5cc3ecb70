namespace ParallelFetch.Scheduling;

/// <summary>
/// What the scheduler has to look at again at a certain time, with one timer for all of it. Guarded by the scheduler's
/// lock, but for the timer's callback.
/// </summary>
internal sealed class WakeUps : IDisposable
{
    private readonly PriorityQueue<object, long> _due = new();
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private long _armedFor = long.MaxValue;

    internal WakeUps(TimeProvider time, Action onDue)
    {
        _time = time;
        using (ExecutionContext.SuppressFlow())
        {
            _timer = time.CreateTimer(static action => ((Action)action!)(), onDue, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose() => _timer.Dispose();

    /// <summary>Asks to be told of something at a time.</summary>
    internal void Add(object what, long at, long now)
    {
        _due.Enqueue(what, at);
        Arm(now);
    }

    /// <summary>Takes what is due, one thing at a time.</summary>
    internal bool TryTake(long now, out object? what)
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
