using System.Diagnostics;

namespace ParallelFetch.Pump;

/// <summary>A point in time by which a wait is to end.</summary>
internal sealed class Deadline
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly TimeSpan _timeout;

    internal Deadline(TimeSpan timeout) => _timeout = timeout;

    /// <summary>The time that is left, but not more than a given one; zero when none is.</summary>
    internal TimeSpan Cap(TimeSpan most)
    {
        TimeSpan left = _timeout - Stopwatch.GetElapsedTime(_start);
        return left <= TimeSpan.Zero ? TimeSpan.Zero : left < most ? left : most;
    }
}
