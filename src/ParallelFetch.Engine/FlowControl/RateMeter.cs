namespace ParallelFetch.FlowControl;

/// <summary>Counts what came within the last second or so. Guarded by the scheduler's lock.</summary>
internal sealed class RateMeter(double ticksPerSecond)
{
    private readonly long _second = (long)ticksPerSecond;
    private long _begin;
    private int _count;
    private int _before;

    /// <summary>One more came.</summary>
    internal void Count(long now)
    {
        Roll(now);
        _count++;
    }

    /// <summary>How many came in the second up to now: those of this second, and of the one before the share that is not over.</summary>
    internal double LastSecond(long now)
    {
        Roll(now);
        double left = 1 - ((now - _begin) / (double)_second);
        return _count + (_before * left);
    }

    private void Roll(long now)
    {
        long seconds = (now - _begin) / _second;
        if (seconds <= 0)
        {
            return;
        }

        _before = seconds == 1 ? _count : 0;
        _count = 0;
        _begin += seconds * _second;
    }
}
