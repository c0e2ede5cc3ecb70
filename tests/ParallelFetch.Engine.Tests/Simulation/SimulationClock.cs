using Microsoft.Extensions.Time.Testing;

namespace ParallelFetch.Engine.Tests.Simulation;

/// <summary>A fake clock that knows when its next timer is due, so that a simulation can go from event to event.</summary>
internal sealed class SimulationClock() : FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero))
{
    private readonly HashSet<WatchedTimer> _timers = [];

    /// <summary>The time since the clock began, in ticks of 100 ns.</summary>
    public long Now => (GetUtcNow() - Start).Ticks;

    /// <summary>The same in seconds.</summary>
    public double Seconds => (double)Now / TimeSpan.TicksPerSecond;

    /// <summary>When the next timer is due; <see cref="long.MaxValue"/> for never.</summary>
    public long NextTimer => _timers.Count == 0 ? long.MaxValue : _timers.Min(static timer => timer.Due);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new WatchedTimer(this, callback, state);
        timer.Inner = base.CreateTimer(static timer => ((WatchedTimer)timer!).Fire(), timer, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timers.Add(timer);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Goes on to a time, at which everything that is due happens.</summary>
    public void AdvanceTo(long time) => Advance(TimeSpan.FromTicks(Math.Max(0, time - Now)));

    private sealed class WatchedTimer(SimulationClock clock, TimerCallback callback, object? state) : ITimer
    {
        private long _period;

        public ITimer? Inner { get; set; }

        public long Due { get; private set; } = long.MaxValue;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            // The fake timer would call back from within this very call, which no real one does.
            TimeSpan due = dueTime == TimeSpan.Zero ? TimeSpan.FromTicks(1) : dueTime;
            Due = due < TimeSpan.Zero ? long.MaxValue : clock.Now + due.Ticks;
            _period = Math.Max(0, period.Ticks);
            return Inner!.Change(due, period);
        }

        public void Fire()
        {
            Due = _period == 0 ? long.MaxValue : Due + _period;
            callback(state);
        }

        public void Dispose()
        {
            Inner!.Dispose();
            clock._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
