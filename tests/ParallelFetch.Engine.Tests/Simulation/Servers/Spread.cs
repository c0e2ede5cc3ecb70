namespace ParallelFetch.Engine.Tests.Simulation.Servers;

/// <summary>How long something takes: its mean and how it scatters.</summary>
/// <param name="Mean">The mean in milliseconds.</param>
/// <param name="Sigma">That of a lognormal distribution; 0 for always the same.</param>
internal sealed record Spread(double Mean, double Sigma = 0)
{
    public static Spread None { get; } = new(0);

    /// <summary>Always the same.</summary>
    public static Spread Fixed(double milliseconds) => new(milliseconds);

    /// <summary>As answers over a network scatter: lognormal, sigma 0.3.</summary>
    public static Spread Around(double milliseconds) => new(milliseconds, 0.3);

    /// <summary>The next time, in ticks of 100 ns.</summary>
    public long Next(Random random)
    {
        double factor = 1;
        if (Sigma > 0)
        {
            double normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            factor = Math.Exp((Sigma * normal) - (Sigma * Sigma / 2));
        }

        return (long)(Mean * factor * TimeSpan.TicksPerMillisecond);
    }
}
