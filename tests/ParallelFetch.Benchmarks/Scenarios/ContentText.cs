using ParallelFetch.Benchmarks.Contenders;
using ParallelFetch.Benchmarks.Measuring;
using ParallelFetch.Benchmarks.Reporting;
using ParallelFetch.Benchmarks.Servers;

namespace ParallelFetch.Benchmarks.Scenarios;

/// <summary>Reading the text of a response: does anything beside the body and the string get allocated?</summary>
internal sealed class ContentText : Scenario
{
    private const int Throttle = 20;

    public override string Name => "content-text";

    public override string Title => $"Reading .Content of 100 KiB of text, throttle {Throttle}: bytes allocated";

    protected override void Run(BenchmarkContext context, ScenarioReport report)
    {
        string url = context.Static.Url(StaticFile.Text);
        using var client = new HttpClient(BareLoop.CreateHandler());
        double ideal = StaticFiles.TextSize + (client.GetStringAsync(url).GetAwaiter().GetResult().Length * sizeof(char));
        var work = Workload.Create(url, context.Options.RequestsOr(1_000, tiny: 50), Throttle, StaticFiles.TextSize);
        Contender[] contenders = [new BareLoop(decode: true), new EngineContender(readContent: true), new PipelineContender(readContent: true)];
        Series[] series = [.. contenders.Where(contender => context.IsWanted(contender.Key)).Select(contender => new Series(contender, work))];
        context.Measure(Name, series, context.Static, warmUps: 2, rounds: 5);

        var table = new MarkdownTable(
            "contender", "KiB allocated/response", $"÷ body + string ({Spread.Format(ideal / 1024)} KiB)", "requests/s", "CPU µs/request");
        foreach (Series one in series.Where(one => one.Samples.Count > 0))
        {
            table.Add(
                one.Label,
                Spread.Format(one.Allocated!.Value.Median / 1024),
                OverIdeal(one, ideal)?.ToString(),
                one.Rate?.ToString(),
                one.Cpu?.ToString());
        }

        report.Add(table);
        report.Add(new Target("allocation: engine ÷ (body + string)", OverIdeal(Find(series, "engine"), ideal), 1.2));
        report.Add(new Target("allocation: pipeline ÷ (body + string)", OverIdeal(Find(series, "pipeline"), ideal), 1.2));
        report.Note($"Server: {context.Static.Description}.");
        report.AddNotes(series);
    }

    private static Spread? OverIdeal(Series? series, double ideal) =>
        Spread.Of(series?.Samples.Select(sample => sample.AllocatedPerRequest / ideal) ?? []);
}
