using System.Globalization;
using LoopbackServer.Client;
using ParallelFetch.Benchmarks.Contenders.Persistent;
using ParallelFetch.Benchmarks.Reporting;

namespace ParallelFetch.Benchmarks.Scenarios.Reaching;

/// <summary>A throttle that the system does not let the process have.</summary>
internal sealed class DescriptorReach : ReachScenario
{
    private const int Throttle = 500;
    private const int Descriptors = 256;
    private const int LatencyMs = 200;

    public override string Name => $"{GroupName}-descriptors";

    public override string Title => $"2,000 × {LatencyMs} ms at throttle {Throttle} with {Descriptors} file descriptors";

    protected override string BaseName => $"ideal at {Descriptors}";

    // Five hundred runspaces are another matter, and wget needs one connection.
    protected override IReadOnlyList<string> Keys { get; } = OperatingSystem.IsWindows() ? [] : ["pipeline", "curl", "aria2"];

    protected override ReachSample Measure(BenchmarkContext context, PersistentContender contender)
    {
        int count = context.Options.RequestsOr(2_000, 300);
        ServerScope scope = context.Loopback.NewScope("descriptors");
        Uri url = scope.Url(string.Create(CultureInfo.InvariantCulture, $"delay/{LatencyMs}?"));
        var work = new PersistentWork(PersistentWork.Numbered(url, count), Throttle)
        {
            Descriptors = Descriptors,
        };
        PersistentOutcome outcome = Fetch(context, contender, work);
        long peak = scope.CountersAsync(context.Cancellation).GetAwaiter().GetResult().Total.Peak;
        context.Log(string.Create(CultureInfo.InvariantCulture, $"  server: {peak} at once at the most"));
        double ideal = Math.Ceiling(count / (double)Descriptors) * LatencyMs / 1000;
        return new ReachSample(count, outcome.Got, null, outcome.Wall.TotalSeconds, ideal);
    }

    protected override IEnumerable<Target> Targets(ReachSeries ours) => [All(ours), new Target("seconds ÷ ideal", ours.Ratio)];
}
