using System.Globalization;
using ParallelFetch.Benchmarks.ChildModes;
using ParallelFetch.Benchmarks.Measuring;
using ParallelFetch.Benchmarks.Reporting;
using ParallelFetch.Benchmarks.Servers;

namespace ParallelFetch.Benchmarks.Scenarios;

/// <summary>Does memory stay flat, however long the list is?</summary>
internal sealed class Million : Scenario
{
    private const int Throttle = 200;
    private const double MiB = 1024 * 1024;

    public override string Name => "million";

    public override string Title => $"1,000,000 URLs × 1 KiB streamed through the pipeline at throttle {Throttle}: memory";

    // Takes a minute or more, and one run says it all.
    public override bool IsOn => false;

    protected override void Run(BenchmarkContext context, ScenarioReport report)
    {
        int count = context.Options.RequestsOr(1_000_000, tiny: 2_000);
        context.Log($"{Name}: {count:N0} URLs in a process of its own");
        context.Static.Restart();
        MillionReport run = SelfProcess.Run<MillionReport>(
            MillionChild.Mode, context.Static.Url(StaticFile.Small), count, Throttle, context.Cancellation);
        long served = context.Static.Read().Requests;
        if (served != count)
        {
            report.Fail($"the server saw {served:N0} requests instead of {count:N0}");
        }

        var table = new MarkdownTable("at", "working set, MiB", "over idle, MiB", "GC heap, MiB");
        Add(table, "idle host, module imported", run.Idle);
        for (int tenth = 0; tenth < run.Samples.Count; tenth++)
        {
            Add(table, string.Create(CultureInfo.InvariantCulture, $"{10 * (tenth + 1)} %"), run.Samples[tenth]);
        }

        Add(table, "peak", new MemorySample(run.PeakWorkingSet, 0));
        report.Add(table);
        double peak = (run.PeakWorkingSet - run.Idle.WorkingSet) / MiB;
        double growth = run.Samples[^1].WorkingSet / (double)run.Samples[0].WorkingSet;
        report.Add(new Target("MiB over the idle host at the peak", new Spread(peak, peak, peak), 64));
        report.Add(new Target("flat: working set at 100 % ÷ at 10 %", new Spread(growth, growth, growth), 1.1));
        report.Note($"{count:N0} URLs in {Spread.Format(run.Seconds)} s: {Spread.Format(count / run.Seconds)}/s.");
        report.Note($"Server: {context.Static.Description}.");

        void Add(MarkdownTable to, string at, MemorySample sample) => to.Add(
            at,
            Spread.Format(sample.WorkingSet / MiB),
            Spread.Format((sample.WorkingSet - run.Idle.WorkingSet) / MiB),
            sample.Heap == 0 ? null : Spread.Format(sample.Heap / MiB));
    }
}
