using ParallelFetch.Benchmarks.Contenders;
using ParallelFetch.Benchmarks.Measuring;
using ParallelFetch.Benchmarks.Reporting;
using ParallelFetch.Benchmarks.Servers;

namespace ParallelFetch.Benchmarks.Scenarios;

/// <summary>Many small bodies over kept connections: what a request costs when nothing else does.</summary>
internal sealed class SmallBodies(int throttle) : Scenario
{
    public override string Name => $"small-{throttle}";

    public override string Title => $"20,000 × 1 KiB over HTTP/1.1 keep-alive, throttle {throttle}";

    protected override void Run(BenchmarkContext context, ScenarioReport report)
    {
        var work = Workload.Create(
            context.Static.Url(StaticFile.Small), context.Options.RequestsOr(20_000, tiny: 200), throttle, StaticFiles.SmallSize);
        Series[] series = [.. context.Contenders(ContenderCatalog.Keys).Select(contender => new Series(contender, work))];
        context.Measure(Name, series, context.Static, warmUps: 4, rounds: 5);

        Series? bare = Find(series, "bare");
        report.Add(ThroughputTable.Create(series, bare));
        AddCpuTargets(report, series, bare);
        AddRateTargets(report, series);
        report.Note($"Server: {context.Static.Description}.");
        report.AddNotes(series);
    }

    private static void AddCpuTargets(ScenarioReport report, Series[] series, Series? bare)
    {
        report.Add(new Target(
            "CPU: engine ÷ bare loop", Find(series, "engine")?.Against(sample => sample.CpuPerRequest, bare), 1.10));
        report.Add(new Target(
            "CPU: pipeline ÷ (bare loop + no-op cmdlet)",
            Find(series, "pipeline")?.Against(sample => sample.CpuPerRequest, bare, Find(series, "noop")),
            1.15));
    }

    private static void AddRateTargets(ScenarioReport report, Series[] series)
    {
        (string Key, string Name, double? Bound)[] peers =
        [
            ("curl", "curl --parallel", 1.6),
            ("pycurl", "pycurl, tight loop", 1.0),
            ("pyparallelcurl", "pyparallelcurl's loop", 5),
            ("foreach-iwr", "ForEach-Object -Parallel { Invoke-WebRequest }", 100),
            ("h2load", "h2load", null),
        ];
        foreach ((string key, string name, double? bound) in peers)
        {
            Spread? ratio = Find(series, "pipeline")?.Against(sample => sample.Rate, Find(series, key));
            report.Add(new Target($"requests/s: pipeline ÷ {name}", ratio, bound, Reach.AtLeast));
        }
    }
}
