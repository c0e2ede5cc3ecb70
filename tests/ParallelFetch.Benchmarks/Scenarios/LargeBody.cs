using ParallelFetch.Benchmarks.Contenders;
using ParallelFetch.Benchmarks.Measuring;
using ParallelFetch.Benchmarks.Reporting;
using ParallelFetch.Benchmarks.Servers;

namespace ParallelFetch.Benchmarks.Scenarios;

/// <summary>One large body, dropped as it comes.</summary>
internal sealed class LargeBody : Scenario
{
    public override string Name => "large-body";

    public override string Title => "One 1 GiB body streamed to a null sink";

    protected override void Run(BenchmarkContext context, ScenarioReport report)
    {
        var work = new Workload([context.Static.Url(StaticFile.Large)], Throttle: 1, context.LargeSize);
        Contender[] ours = [new CopyToNullContender(), new EngineContender(bodyTarget: Stream.Null)];
        Contender[] contenders = [.. ours.Where(one => context.IsWanted(one.Key)), .. context.Contenders("curl")];
        Series[] series = [.. contenders.Select(contender => new Series(contender, work))];
        context.Measure(Name, series, context.Static, warmUps: 1, rounds: 5);

        double size = context.LargeSize / 1024.0 / 1024;
        var table = new MarkdownTable("contender", "MiB", "MiB/s", "CPU ms", "MiB allocated", "seconds ÷ bare CopyToAsync");
        foreach (Series one in series.Where(one => one.Samples.Count > 0))
        {
            table.Add(
                one.Label,
                Spread.Format(size),
                Spread.Of(one.Samples.Select(sample => (double?)(size / sample.Wall.TotalSeconds)))?.ToString(),
                Spread.Of(one.Samples.Select(sample => sample.CpuPerRequest / 1000))?.ToString(),
                one.Allocated is { } allocated ? Spread.Format(allocated.Median / 1024 / 1024) : null,
                one.Against(sample => sample.Wall.TotalSeconds, Find(series, CopyToNullContender.Name))?.ToString());
        }

        report.Add(table);
        Series? engine = Find(series, "engine");
        report.Add(new Target("seconds: engine ÷ bare CopyToAsync", engine?.Against(sample => sample.Wall.TotalSeconds, Find(series, CopyToNullContender.Name)), 1.1));
        report.Add(new Target("memory: MiB that the engine allocates in all", engine?.Allocated?.DividedBy(1024 * 1024), 32));
        report.Note("The engine writes the body to Stream.Null as it arrives; cmdlets keep bodies in memory until -OutFile exists.");
        report.Note($"Server: {context.Static.Description}.");
        report.AddNotes(series);
    }
}
