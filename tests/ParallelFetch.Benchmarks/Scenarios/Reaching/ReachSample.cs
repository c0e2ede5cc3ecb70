using ParallelFetch.Benchmarks.Measuring;

namespace ParallelFetch.Benchmarks.Scenarios.Reaching;

/// <summary>One run of one contender.</summary>
/// <param name="Asked">How many URLs were to be fetched.</param>
/// <param name="Got">How many arrived.</param>
/// <param name="Refused">How many requests the server turned away; null where it turns none away.</param>
/// <param name="Seconds">What is compared with the base.</param>
/// <param name="Base">What it would be if nothing were in the way, seconds.</param>
internal sealed record ReachSample(long Asked, long Got, long? Refused, double Seconds, double Base)
{
    /// <summary>Of the URLs, not of the requests: who asks in vain more often does not make it smaller.</summary>
    public double? RefusedPercent => 100.0 * Refused / Asked;
}

/// <summary>What one contender measured in each round.</summary>
internal sealed class ReachSeries(string title)
{
    private readonly List<ReachSample> _samples = [];

    public string Title => title;

    public string? Failure { get; set; }

    public IReadOnlyList<ReachSample> Samples => _samples;

    public long Asked => _samples[0].Asked;

    public Spread? Got => Of(static sample => sample.Got);

    public Spread? Refused => Of(static sample => sample.Refused);

    public Spread? RefusedPercent => Of(static sample => sample.RefusedPercent);

    public Spread? Seconds => Of(static sample => sample.Seconds);

    public Spread? Base => Of(static sample => sample.Base);

    public Spread? Ratio => Of(static sample => sample.Seconds / sample.Base);

    public Spread? Over => Of(static sample => sample.Seconds - sample.Base);

    public void Add(ReachSample sample) => _samples.Add(sample);

    private Spread? Of(Func<ReachSample, double?> figure) => Spread.Of(_samples.Select(figure));
}
