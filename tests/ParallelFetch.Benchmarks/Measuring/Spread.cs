using System.Globalization;

namespace ParallelFetch.Benchmarks.Measuring;

/// <summary>The median of some rounds, with the smallest and the largest.</summary>
internal readonly record struct Spread(double Median, double Minimum, double Maximum)
{
    public static Spread? Of(IEnumerable<double?> values)
    {
        double[] sorted = [.. values.OfType<double>().Order()];
        if (sorted.Length == 0)
        {
            return null;
        }

        int middle = sorted.Length / 2;
        double median = sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[^1]);
    }

    public Spread DividedBy(double divisor) => new(Median / divisor, Minimum / divisor, Maximum / divisor);

    public override string ToString() => Median == Minimum && Median == Maximum
        ? Format(Median)
        : $"{Format(Median)} ({Format(Minimum)}–{Format(Maximum)})";

    /// <summary>Three digits that mean something.</summary>
    public static string Format(double value) => Math.Abs(value) switch
    {
        0 => "0",
        >= 100 => value.ToString("N0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("0.0", CultureInfo.InvariantCulture),
        >= 1 => value.ToString("0.00", CultureInfo.InvariantCulture),
        >= 0.01 => value.ToString("0.000", CultureInfo.InvariantCulture),
        _ => value.ToString("0.0000", CultureInfo.InvariantCulture),
    };
}
