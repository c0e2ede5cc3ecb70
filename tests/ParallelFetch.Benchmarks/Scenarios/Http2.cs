using System.Net;
using ParallelFetch.Benchmarks.Contenders;
using ParallelFetch.Benchmarks.Measuring;
using ParallelFetch.Benchmarks.Reporting;
using ParallelFetch.Benchmarks.Servers;

namespace ParallelFetch.Benchmarks.Scenarios;

/// <summary>The same small bodies over TLS, with HTTP/2 and with HTTP/1.1.</summary>
internal sealed class Http2 : Scenario
{
    private const int Throttle = 20;

    public override string Name => "http2";

    public override string Title => $"20,000 × 1 KiB over TLS at throttle {Throttle}: HTTP/2 against HTTP/1.1";

    protected override void Run(BenchmarkContext context, ScenarioReport report)
    {
        var http1 = Workload.Create(
            context.Static.Url(StaticFile.Small, tls: true), context.Options.RequestsOr(20_000, tiny: 200), Throttle, StaticFiles.SmallSize);
        Workload http2 = http1 with { HttpVersion = HttpVersion.Version20 };
        (Series One, Series Two)[] pairs =
        [
            .. context.Contenders("bare", "engine", "pipeline", "curl", "pycurl", "h2load").Select(contender => (
                new Series(contender, http1, $"{contender.Title}, HTTP/1.1"), new Series(contender, http2, $"{contender.Title}, HTTP/2"))),
        ];
        Series[] all = [.. pairs.SelectMany(pair => new[] { pair.One, pair.Two })];
        context.Measure(Name, all, context.Static, warmUps: 4, rounds: 5);

        report.Add(ThroughputTable.Create(all, Find(all, "bare")));
        var ratios = new MarkdownTable("contender", "requests/s: HTTP/2 ÷ HTTP/1.1", "CPU: HTTP/2 ÷ HTTP/1.1");
        foreach ((Series one, Series two) in pairs.Where(pair => pair.One.Samples.Count > 0 && pair.Two.Samples.Count > 0))
        {
            ratios.Add(
                one.Contender.Title,
                two.Against(sample => sample.Rate, one)?.ToString(),
                two.Against(sample => sample.CpuPerRequest, one)?.ToString());
        }

        report.Add(ratios);
        (Series One, Series Two) pipeline = pairs.FirstOrDefault(pair => pair.One.Contender.Key == "pipeline");
        report.Add(new Target(
            "requests/s: pipeline, HTTP/2 ÷ HTTP/1.1", pipeline.Two?.Against(sample => sample.Rate, pipeline.One), 1.0, Reach.AtLeast));
        report.Note($"Server: {context.Static.Description}.");
        report.AddNotes(all);
    }
}
