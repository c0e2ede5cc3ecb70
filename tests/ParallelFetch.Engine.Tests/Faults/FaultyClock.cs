using Microsoft.Extensions.Time.Testing;

namespace ParallelFetch.Engine.Tests.Faults;

/// <summary>A fake clock whose members throw as planned, and whose timers do when they are set.</summary>
internal sealed class FaultyClock(FaultPlan faults) : TimeProvider
{
    public FakeTimeProvider Inner { get; } = new();

    public override TimeZoneInfo LocalTimeZone => Inner.LocalTimeZone;

    public override long TimestampFrequency
    {
        get
        {
            faults.Pass("clock");
            return Inner.TimestampFrequency;
        }
    }

    public override long GetTimestamp()
    {
        faults.Pass("clock");
        return Inner.GetTimestamp();
    }

    public override DateTimeOffset GetUtcNow()
    {
        faults.Pass("clock");
        return Inner.GetUtcNow();
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new FaultyTimer(Inner.CreateTimer(callback, state, dueTime, period), faults);

    private sealed class FaultyTimer(ITimer inner, FaultPlan faults) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            faults.Pass("timer");
            return inner.Change(dueTime, period);
        }

        public void Dispose() => inner.Dispose();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
