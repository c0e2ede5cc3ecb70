namespace ParallelFetch.Reporting;

/// <summary>
/// What ended when, in at most <see cref="Most"/> intervals: as soon as there would be more, the intervals become longer
/// and are merged. Results may come in any order, also those of an earlier time.
/// </summary>
internal sealed class Timeline
{
    internal const int Most = 180;

    // Each a multiple of the one before, so that merging is exact; all of them lengths that people use. Shorter ones would show noise.
    private static readonly long[] Lengths =
    [
        .. new long[] { 50, 100, 500 }.Select(static milliseconds => milliseconds * TimeSpan.TicksPerMillisecond),
        .. new long[] { 1, 5, 10, 30, 60, 300, 600, 1_800, 3_600, 21_600, 43_200, 86_400 }.Select(static seconds => seconds * TimeSpan.TicksPerSecond),
    ];

    private Dictionary<long, TimelineInterval> _intervals = [];
    private long _first = long.MaxValue;
    private long _last = long.MinValue;
    private int _length;
    private long _ticks = Lengths[0];

    /// <summary>How long an interval is.</summary>
    internal TimeSpan Length => TimeSpan.FromTicks(_ticks);

    /// <summary>When the first interval begins.</summary>
    internal DateTimeOffset Start => new(_first * _ticks, TimeSpan.Zero);

    /// <summary>All intervals from the first to the last, also those in which nothing ended.</summary>
    internal IReadOnlyList<TimelineInterval> Intervals =>
        _intervals.Count == 0 ? [] : [.. Enumerable.Range(0, (int)(_last - _first + 1)).Select(index => _intervals.GetValueOrDefault(_first + index))];

    internal void Add(DateTimeOffset end, bool hasFailed, long bytes)
    {
        long index = end.UtcTicks / _ticks;
        _first = Math.Min(_first, index);
        _last = Math.Max(_last, index);
        while (_last - _first + 1 > Most)
        {
            Lengthen();
            index = end.UtcTicks / _ticks;
        }

        _intervals[index] = _intervals.GetValueOrDefault(index).Plus(new(hasFailed ? 0 : 1, hasFailed ? 1 : 0, bytes));
    }

    private void Lengthen()
    {
        long former = _ticks;
        _ticks = ++_length < Lengths.Length ? Lengths[_length] : _ticks * 2;
        long factor = _ticks / former;
        var merged = new Dictionary<long, TimelineInterval>();
        foreach ((long index, TimelineInterval interval) in _intervals)
        {
            merged[index / factor] = merged.GetValueOrDefault(index / factor).Plus(interval);
        }

        _intervals = merged;
        _first /= factor;
        _last /= factor;
    }
}

/// <summary>What ended in an interval.</summary>
internal readonly record struct TimelineInterval(long Succeeded, long Failed, long Bytes)
{
    internal TimelineInterval Plus(in TimelineInterval other) => new(Succeeded + other.Succeeded, Failed + other.Failed, Bytes + other.Bytes);
}
