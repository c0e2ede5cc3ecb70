namespace ParallelFetch.AutoThrottle;

/// <summary>A random sample of latencies, in ticks of the engine's clock: their mean, and how far it may be off by chance.</summary>
internal struct LatencySample
{
    /// <summary>How many standard errors a difference has to have before it is taken for more than chance.</summary>
    private const double Confidence = 2;

    private double _sum;
    private double _sumOfSquares;

    internal int Count { get; private set; }

    private readonly double Mean => _sum / Count;

    // As if one more value had been seen that was off by as much as the mean: a few equal values are no proof of a small spread.
    private readonly double SquaredError =>
        (Math.Max(0, _sumOfSquares - (_sum * Mean)) + (Mean * Mean)) / Count / Count;

    /// <summary>What the true mean is below, beyond doubt.</summary>
    internal readonly double UpperBound => Count == 0 ? double.PositiveInfinity : Mean + (Confidence * Math.Sqrt(SquaredError));

    internal void Add(double latency, int times = 1)
    {
        Count += times;
        _sum += latency * times;
        _sumOfSquares += latency * latency * times;
    }

    /// <summary>Whether these latencies are more than a multiple of others, beyond doubt. An empty sample is neither above nor below.</summary>
    /// <param name="other">The sample to compare with.</param>
    /// <param name="factor">The multiple.</param>
    /// <param name="slack">Ticks to allow for on top.</param>
    internal readonly bool IsAbove(in LatencySample other, double factor = 1, double slack = 0)
    {
        double error = Math.Sqrt(SquaredError + (factor * factor * other.SquaredError));
        return Mean > (factor * other.Mean) + slack + (Confidence * error);
    }
}
