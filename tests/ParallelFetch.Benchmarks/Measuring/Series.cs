using ParallelFetch.Benchmarks.Contenders;

namespace ParallelFetch.Benchmarks.Measuring;

/// <summary>One contender on one workload, and what it measured in each round.</summary>
internal sealed class Series(Contender contender, Workload work, string? label = null)
{
    private readonly List<Sample> _samples = [];

    public Contender Contender => contender;

    /// <summary>The scenario's work, cut down for contenders that would take for ever.</summary>
    public Workload Work { get; } = work.For(contender);

    public string Label { get; } = label ?? contender.Title;

    /// <summary>Why it dropped out; null while it is in.</summary>
    public string? Failure { get; set; }

    public IReadOnlyList<Sample> Samples => Failure is null ? _samples : [];

    public Spread? Rate => Spread.Of(Samples.Select(sample => (double?)sample.Rate));

    public Spread? Cpu => Spread.Of(Samples.Select(sample => sample.CpuPerRequest));

    public Spread? Wall => Spread.Of(Samples.Select(sample => (double?)sample.Wall.TotalSeconds));

    public Spread? Allocated => Spread.Of(Samples.Select(sample => sample.AllocatedPerRequest));

    public void Add(Sample sample) => _samples.Add(sample);

    /// <summary>
    /// The ratio round by round, then its spread: what drifts between rounds (other users of the machine, its clock)
    /// drifts for both and cancels out.
    /// </summary>
    public Spread? Against(Func<Sample, double?> figure, params Series?[] bases)
    {
        if (bases.Any(other => other is null || other.Samples.Count != Samples.Count))
        {
            return null;
        }

        return Spread.Of(Samples.Select((sample, round) => figure(sample) / bases.Sum(other => figure(other!.Samples[round]))));
    }
}
