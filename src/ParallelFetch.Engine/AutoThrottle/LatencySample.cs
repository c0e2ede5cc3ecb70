namespace ParallelFetch.AutoThrottle;

/// <summary>A random sample of latencies, in ticks of the engine's clock: their mean, and how far it may be off by chance.</summary>
internal struct LatencySample
{
    /// <summary>How many standard errors a difference has to have before it is taken for more than chance.</summary>
    private const double Confidence = 2;

    private double _sum;
    private double _sumOfSquares;

    internal int Count { get; private set; }

    /// <summary>What the true mean is below, beyond reasonable doubt.</summary>
    internal readonly double UpperBound =>
        Count == 0 ? double.PositiveInfinity : Mean * (1 + (Confidence * Math.Sqrt(SquaredError)));

    private readonly double Mean => _sum / Count;

    /// <summary>
    /// The standard error as a share of the mean, squared. As if one more latency had been off by as much as the mean:
    /// a few equal ones are no proof of a small spread.
    /// </summary>
    private readonly double SquaredError
    {
        get
        {
            double squaredDeviations = _sum > 0 ? Math.Max(0, (_sumOfSquares / (Mean * Mean)) - Count) : 0;
            return (squaredDeviations + 1) / Count / Count;
        }
    }

    internal void Add(double latency, int times = 1)
    {
        Count += times;
        _sum += latency * times;
        _sumOfSquares += latency * latency * times;
    }

    /// <summary>
    /// Whether these latencies are more than a multiple of others, beyond reasonable doubt. Nothing is above an empty sample.
    /// </summary>
    /// <param name="other">The sample to compare with.</param>
    /// <param name="factor">The multiple.</param>
    /// <param name="slack">Ticks to allow for on top.</param>
    internal readonly bool IsAbove(in LatencySample other, double factor, double slack)
    {
        double error = Math.Sqrt(SquaredError + other.SquaredError);
        return Mean > (factor * other.Mean * (1 + (Confidence * error))) + slack;
    }
}
