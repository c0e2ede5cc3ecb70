using ParallelFetch.Benchmarks.Contenders;
using ParallelFetch.Benchmarks.Measuring;
using ParallelFetch.Benchmarks.Reporting;
using ParallelFetch.Benchmarks.Servers;

namespace ParallelFetch.Benchmarks.Scenarios;

/// <summary>The demo of pyparallelcurl: a hundred slow pages. How much is lost between one request and the next?</summary>
internal sealed class DelayedHundred : Scenario
{
    private const double Delay = 0.1;

    private static readonly (int Throttle, double Bound)[] Throttles = [(1, 1.03), (20, 1.06), (100, 1.3)];

    public override string Name => "delay-100";

    public override string Title => "100 × 100 ms at throttle 1, 20 and 100, against ceil(100 ÷ throttle) × 0.1 s";

    protected override void Run(BenchmarkContext context, ScenarioReport report)
    {
        foreach ((int throttle, double bound) in Throttles)
        {
            RunAt(context, report, throttle, bound);
        }

        report.Note("Server: LoopbackServer (Kestrel) on this machine; its counters also watched that no more than the throttle were under way.");
    }

    private void RunAt(BenchmarkContext context, ScenarioReport report, int throttle, double bound)
    {
        // One at a time takes 10 s a run, for everybody.
        bool slow = throttle == 1;
        string[] keys = slow
            ? ["bare", "engine", "pipeline", "curl"]
            : ["bare", "engine", "pipeline", "curl", "pycurl", "aria2", "foreach-httpclient", "foreach-iwr"];
        LoopbackServer.Client.ServerScope scope = context.Loopback.NewScope("delay");
        var work = Workload.Create(
            scope.Url("delay/100").AbsoluteUri, context.Options.RequestsOr(100, tiny: slow ? 5 : 40), throttle, bodyBytes: null);
        Series[] series = [.. context.Contenders(keys).Select(contender => new Series(contender, work))];
        context.Measure($"{Name} at {throttle}", series, new ScopeCounter(scope), warmUps: slow ? 1 : 4, rounds: slow ? 3 : 7);

        double ideal = Delay * Math.Ceiling(work.Count / (double)throttle);
        var table = new MarkdownTable("contender", "seconds", $"÷ ideal ({Spread.Format(ideal)} s)");
        foreach (Series one in series.Where(one => one.Samples.Count > 0))
        {
            table.Add(one.Label, one.Wall?.ToString(), OverIdeal(one, ideal)?.ToString());
        }

        report.Add(table, $"Throttle {throttle}, {work.Count} requests:");
        report.Add(new Target($"seconds at {throttle}: pipeline ÷ ideal", OverIdeal(Find(series, "pipeline"), ideal), bound));
        report.AddNotes(series);
    }

    private static Spread? OverIdeal(Series? series, double ideal) =>
        Spread.Of(series?.Samples.Select(sample => (double?)(sample.Wall.TotalSeconds / ideal)) ?? []);
}
