using System.Globalization;
using LoopbackServer.Client;
using ParallelFetch.Benchmarks.Contenders.Persistent;
using ParallelFetch.Benchmarks.Reporting;

namespace ParallelFetch.Benchmarks.Scenarios.Reaching;

/// <summary>A server that turns away what is too much.</summary>
/// <param name="name">What comes after <c>reach-</c>.</param>
/// <param name="title">The quota in words.</param>
/// <param name="quota">The quota in the server's words: kind and query.</param>
/// <param name="count">How many URLs.</param>
/// <param name="ideal">How long so many take if none is turned away and no time is lost, seconds.</param>
/// <param name="bounds">Most seconds ÷ ideal (null: only reported), and most refusals in percent of the URLs.</param>
internal sealed class QuotaReach(
    string name, string title, string quota, int count, Func<int, double> ideal, (double? Ratio, double RefusedPercent) bounds)
    : ReachScenario
{
    private const int Tiny = 40;

    public override string Name => $"{GroupName}-{name}";

    public override string Title => title;

    /// <summary>How many at once; null for ParallelFetch's own throttle.</summary>
    public int? Throttle { get; init; }

    /// <summary>Whether a smoke run has it, tiny.</summary>
    public bool IsSmoked { get; init; }

    public override bool IsInSmoke => IsSmoked;

    protected override string BaseName => "ideal";

    protected override ReachSample Measure(BenchmarkContext context, PersistentContender contender)
    {
        int urls = context.Options.RequestsOr(count, Tiny);
        ServerScope scope = context.Loopback.NewScope(name);
        var work = new PersistentWork(PersistentWork.Numbered(scope.Url($"quota/{quota}&id=q&n="), urls), Throttle ?? DefaultThrottle)
        {
            IsDefaultThrottle = Throttle is null,
        };
        PersistentOutcome outcome = Fetch(context, contender, work);
        QuotaCounters counted = scope.QuotaAsync("q", context.Cancellation).GetAwaiter().GetResult();
        context.Log(string.Create(CultureInfo.InvariantCulture, $"  server: {counted.Accepted} served, {counted.Refused} refused"));
        return outcome.Got > counted.Accepted
            ? throw new BenchmarkException($"{outcome.Got:N0} arrived, and the server served {counted.Accepted:N0}")
            : new ReachSample(urls, outcome.Got, counted.Refused, outcome.Wall.TotalSeconds, ideal(urls));
    }

    protected override IEnumerable<Target> Targets(ReachSeries ours) =>
    [
        All(ours),
        new Target("refused, % of the URLs", ours.RefusedPercent, bounds.RefusedPercent),
        new Target("seconds ÷ ideal", ours.Ratio, bounds.Ratio),
    ];
}
