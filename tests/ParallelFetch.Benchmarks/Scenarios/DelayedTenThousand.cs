using ParallelFetch.Benchmarks.Contenders;
using ParallelFetch.Benchmarks.Measuring;
using ParallelFetch.Benchmarks.Reporting;
using ParallelFetch.Benchmarks.Servers;

namespace ParallelFetch.Benchmarks.Scenarios;

/// <summary>Very many requests under way at once.</summary>
internal sealed class DelayedTenThousand : Scenario
{
    private const int Throttle = 1_000;
    private const double Delay = 0.1;

    public override string Name => "delay-10000";

    public override string Title => "10,000 × 100 ms at throttle 1,000";

    protected override void Run(BenchmarkContext context, ScenarioReport report)
    {
        LoopbackServer.Client.ServerScope scope = context.Loopback.NewScope("delay");
        int throttle = context.Options.Smoke ? 100 : Throttle;
        var work = Workload.Create(scope.Url("delay/100").AbsoluteUri, context.Options.RequestsOr(10_000, tiny: 500), throttle, bodyBytes: null);
        Series[] series =
            [.. context.Contenders("bare", "engine", "pipeline", "curl", "pycurl").Select(contender => new Series(contender, work))];
        context.Measure(Name, series, new ScopeCounter(scope), warmUps: 3, rounds: 5);

        Series? bare = Find(series, "bare");
        double ideal = Delay * Math.Ceiling(work.Count / (double)throttle);
        var table = new MarkdownTable("contender", "seconds", $"÷ ideal ({Spread.Format(ideal)} s)", "seconds ÷ bare loop", "CPU µs/request");
        foreach (Series one in series.Where(one => one.Samples.Count > 0))
        {
            table.Add(
                one.Label,
                one.Wall?.ToString(),
                Spread.Format(one.Wall!.Value.Median / ideal),
                one.Against(sample => sample.Wall.TotalSeconds, bare)?.ToString(),
                one.Cpu?.ToString());
        }

        report.Add(table);
        Series? pipeline = Find(series, "pipeline");
        report.Add(new Target("seconds: pipeline ÷ bare loop", pipeline?.Against(sample => sample.Wall.TotalSeconds, bare), 1.1));
        report.Add(new Target(
            "requests/s: pipeline ÷ curl --parallel", pipeline?.Against(sample => sample.Rate, Find(series, "curl")), 1.0, Reach.AtLeast));
        report.Add(new Target(
            "requests/s: pipeline ÷ pycurl, tight loop", pipeline?.Against(sample => sample.Rate, Find(series, "pycurl")), 1.0, Reach.AtLeast));
        report.Note("Server: LoopbackServer (Kestrel) on this machine, which takes its share of the cores.");
        report.AddNotes(series);
    }
}
