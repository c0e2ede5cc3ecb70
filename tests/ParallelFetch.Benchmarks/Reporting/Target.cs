using System.Globalization;
using ParallelFetch.Benchmarks.Measuring;

namespace ParallelFetch.Benchmarks.Reporting;

/// <summary>A figure that is to be reached.</summary>
/// <param name="What">The figure.</param>
/// <param name="Measured">What was measured; null when a contender was missing.</param>
/// <param name="Bound">What it is to be; null for figures that are only reported.</param>
/// <param name="Direction">Which side of the bound is good.</param>
internal sealed record Target(string What, Spread? Measured, double? Bound = null, Reach Direction = Reach.AtMost)
{
    public string Asked => Bound is null
        ? "reported"
        : $"{(Direction == Reach.AtMost ? '≤' : '≥')} {Bound.Value.ToString("0.##", CultureInfo.InvariantCulture)}";

    public string Reached => (Measured, Bound) switch
    {
        (null, _) => "not measured",
        (_, null) => string.Empty,
        ({ } measured, { } bound) => (Direction == Reach.AtMost ? measured.Median <= bound : measured.Median >= bound) ? "yes" : "**no**",
    };
}

/// <summary>Which side of a bound is good.</summary>
internal enum Reach
{
    /// <summary>At most the bound.</summary>
    AtMost,

    /// <summary>At least the bound.</summary>
    AtLeast,
}
