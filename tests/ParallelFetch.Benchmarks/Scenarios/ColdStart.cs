using ParallelFetch.Benchmarks.ChildModes;
using ParallelFetch.Benchmarks.Contenders;
using ParallelFetch.Benchmarks.Measuring;
using ParallelFetch.Benchmarks.Reporting;
using ParallelFetch.Benchmarks.Servers;

namespace ParallelFetch.Benchmarks.Scenarios;

/// <summary>The first use in a fresh process: import, first result, and a list before anything has been compiled well.</summary>
internal sealed class ColdStart : Scenario
{
    private const int Throttle = 20;

    public override string Name => "cold-start";

    public override string Title => $"Import-Module, first result and 20,000 × 1 KiB at throttle {Throttle} in a fresh process";

    protected override void Run(BenchmarkContext context, ScenarioReport report)
    {
        var work = Workload.Create(
            context.Static.Url(StaticFile.Small), context.Options.RequestsOr(20_000, tiny: 200), Throttle, StaticFiles.SmallSize);
        var child = new ColdPipelineContender();
        Contender[] contenders = [child, .. context.Contenders("curl")];
        Series[] series = [.. contenders.Select(contender => new Series(contender, work))];
        context.Measure(Name, series, context.Static, warmUps: 1, rounds: 5);

        // A report of the warm-up round comes first.
        ColdStartReport[] reports = [.. child.Reports.TakeLast(series[0].Samples.Count)];
        Spread? import = Spread.Of(reports.Select(one => (double?)one.ImportMilliseconds));
        var starts = new MarkdownTable("step", "ms")
            .Add("Import-Module", import?.ToString())
            .Add("first result, server warm", Spread.Of(reports.Select(one => (double?)one.FirstMilliseconds))?.ToString());
        report.Add(starts);
        Series? curl = Find(series, "curl");
        report.Add(ThroughputTable.Create(series, curl));
        report.Add(new Target("Import-Module, ms", import, 150));
        report.Add(new Target(
            "CPU: cold pipeline ÷ curl --parallel", Find(series, child.Key)?.Against(sample => sample.CpuPerRequest, curl)));
        report.Note("The host has run a pipeline before, as one that somebody types into has; its own start is not in these figures. curl's is in its.");
        report.Note($"Server: {context.Static.Description}.");
        report.AddNotes(series);
    }
}
