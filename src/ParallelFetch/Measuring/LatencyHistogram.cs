namespace ParallelFetch.Measuring;

/// <summary>
/// Counts durations in buckets that grow by 2 % each, from 10 µs to over two days, so that percentiles of any number of
/// fetches are found in 10 KB (the idea of HdrHistogram, G. Tene). A percentile is the middle of the bucket that the
/// exact one is in, so it is right to within 1 %, or 10 µs where that is more.
/// </summary>
internal sealed class LatencyHistogram
{
    private const double Growth = 1.02;
    private const double Shortest = 0.000_01;
    private const int Buckets = 1_200;

    private readonly long[] _counts = new long[Buckets];
    private TimeSpan _shortest = TimeSpan.MaxValue;

    internal long Count { get; private set; }

    internal TimeSpan Longest { get; private set; }

    internal void Add(TimeSpan time)
    {
        Count++;
        Longest = time > Longest ? time : Longest;
        _shortest = time < _shortest ? time : _shortest;
        _counts[IndexOf(time)]++;
    }

    /// <summary>The time that a share of the fetches took at the most; null when there were none.</summary>
    /// <param name="share">From 0 to 1.</param>
    internal TimeSpan? Percentile(double share)
    {
        if (Count == 0)
        {
            return null;
        }

        long wanted = Math.Max(1, (long)Math.Ceiling(share * Count));
        long seen = 0;
        for (int index = 0; index < Buckets; index++)
        {
            seen += _counts[index];
            if (seen >= wanted)
            {
                if (index == Buckets - 1)
                {
                    // It has no upper bound.
                    return Longest;
                }

                TimeSpan middle = BoundOf(index + 0.5);
                return middle > Longest ? Longest : middle < _shortest ? _shortest : middle;
            }
        }

        return Longest;
    }

    /// <summary>The counts in at most a number of rows of equal size, from the shortest to the longest time.</summary>
    internal IReadOnlyList<LatencyRow> Rows(int most)
    {
        if (Count == 0)
        {
            return [];
        }

        int first = Array.FindIndex(_counts, static count => count > 0);
        int last = Array.FindLastIndex(_counts, static count => count > 0);
        int size = Math.Max(1, (int)Math.Ceiling((last - first + 1) / (double)most));
        var rows = new List<LatencyRow>();
        for (int start = first; start <= last; start += size)
        {
            int end = Math.Min(start + size, Buckets);
            rows.Add(new LatencyRow(BoundOf(start), BoundOf(end), _counts.Skip(start).Take(end - start).Sum()));
        }

        return rows;
    }

    /// <summary>Where a bucket begins.</summary>
    private static TimeSpan BoundOf(double index) => TimeSpan.FromSeconds(Shortest * Math.Pow(Growth, index));

    private static int IndexOf(TimeSpan time) => time.TotalSeconds <= Shortest
        ? 0
        : Math.Clamp((int)Math.Log(time.TotalSeconds / Shortest, Growth), 0, Buckets - 1);
}

/// <summary>One row of a histogram.</summary>
/// <param name="From">Where it begins.</param>
/// <param name="UpTo">The longest time in it.</param>
/// <param name="Count">How many fetches took longer than the one and at most the other.</param>
public sealed record LatencyRow(TimeSpan From, TimeSpan UpTo, long Count);
