using System.Globalization;
using ParallelFetch.Benchmarks.Contenders.Persistent;
using ParallelFetch.Benchmarks.Measuring;
using ParallelFetch.Benchmarks.Peers;
using ParallelFetch.Benchmarks.Reporting;

namespace ParallelFetch.Benchmarks.Scenarios.Reaching;

/// <summary>
/// A server that makes it hard to get a list through: who gets how much of it, and how fast? Every run has a process, a
/// connection and a name on the server of its own, so that nobody knows anything from the run before.
/// </summary>
internal abstract class ReachScenario : Scenario
{
    public const string GroupName = "reach";

    /// <summary>How many at once ParallelFetch allows by itself.</summary>
    protected const int DefaultThrottle = 10;

    private const int Rounds = 5;

    public override string? Group => GroupName;

    // A round takes minutes: what is measured is how long to wait.
    public override bool IsOn => false;

    public override bool IsInSmoke => false;

    /// <summary>What the time is compared with, as a heading: "ideal", "undisturbed + outage", "alone".</summary>
    protected abstract string BaseName { get; }

    /// <summary>Contenders that take part if they are there.</summary>
    protected virtual IReadOnlyList<string> Keys => PersistentCatalog.Keys;

    /// <summary>One run.</summary>
    protected abstract ReachSample Measure(BenchmarkContext context, PersistentContender contender);

    /// <summary>What ParallelFetch is to reach.</summary>
    protected abstract IEnumerable<Target> Targets(ReachSeries ours);

    /// <summary>What a reader of the table has to know.</summary>
    protected virtual IEnumerable<string> Notes(BenchmarkContext context) => [];

    protected override void Run(BenchmarkContext context, ScenarioReport report)
    {
        bool IsWanted(string key) => Keys.Contains(key) && context.IsWanted(key) && (!context.Options.Smoke || key == "pipeline");
        (PersistentContender Contender, ReachSeries Series)[] all =
        [
            .. PersistentCatalog.Create(context.Tools, IsWanted, tool => Missing(context, report, tool))
                .Select(static contender => (contender, new ReachSeries(contender.Title))),
        ];
        try
        {
            int rounds = context.Options.RoundsOr(Rounds);
            for (int round = 1; round <= rounds; round++)
            {
                foreach ((PersistentContender contender, ReachSeries series) in all.Where(static one => one.Series.Failure is null))
                {
                    RunOnce(context, contender, series, $"{Name}: round {round}/{rounds}: {contender.Key}");
                }
            }
        }
        finally
        {
            foreach ((PersistentContender contender, _) in all)
            {
                contender.Dispose();
            }
        }

        Report(report, all);
        foreach (string note in Notes(context))
        {
            report.Note(note);
        }
    }

    /// <summary>A program says how it went, in the log.</summary>
    protected static PersistentOutcome Fetch(BenchmarkContext context, PersistentContender contender, PersistentWork work)
    {
        PersistentOutcome outcome = contender.Run(work, context.Cancellation);
        string ends = outcome.Ends is null ? "" : $" ({outcome.Ends})";
        context.Log(string.Create(
            CultureInfo.InvariantCulture, $"  {contender.Key}: {outcome.Got} of {work.Urls.Count} in {outcome.Wall.TotalSeconds:0.0} s{ends}"));
        return outcome;
    }

    protected static Target All(ReachSeries ours) => new(
        "got ÷ asked, worst round",
        ours.Got is { } got ? new Spread(got.Minimum, got.Minimum, got.Minimum).DividedBy(ours.Asked) : null,
        1,
        Reach.AtLeast);

    private void RunOnce(BenchmarkContext context, PersistentContender contender, ReachSeries series, string what)
    {
        try
        {
            context.Cancellation.ThrowIfCancellationRequested();
            context.Log(what);
            series.Add(Measure(context, contender));
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !context.Cancellation.IsCancellationRequested)
        {
            series.Failure = exception is OperationCanceledException ? "it was not done after some minutes" : exception.Message;
            context.Log($"{what} dropped out: {series.Failure}");
        }
    }

    private static void Missing(BenchmarkContext context, ScenarioReport report, Tool tool)
    {
        context.Log($"{tool.Name} is MISSING: {tool.Install}");
        report.Note($"{tool.Name} is missing (`{tool.Install}`).");
    }

    private void Report(ScenarioReport report, IReadOnlyList<(PersistentContender Contender, ReachSeries Series)> all)
    {
        var table = new MarkdownTable("contender", "got", "of", "refused", "% of the URLs", "seconds", BaseName, $"÷ {BaseName}");
        foreach ((PersistentContender contender, ReachSeries series) in all)
        {
            if (series.Failure is not null && contender.IsOurs)
            {
                report.Fail($"{series.Title}: {series.Failure}");
            }
            else if (series.Failure is not null)
            {
                report.Note($"{series.Title} dropped out: {series.Failure}");
            }

            if (series.Samples.Count > 0)
            {
                table.Add(
                    series.Title,
                    series.Got?.ToString(),
                    series.Asked.ToString("N0", CultureInfo.InvariantCulture),
                    series.Refused?.ToString(),
                    series.RefusedPercent?.ToString(),
                    series.Seconds?.ToString(),
                    series.Base?.ToString(),
                    series.Ratio?.ToString());
            }
        }

        report.Add(table);
        foreach ((_, ReachSeries ours) in all.Where(static one => one.Contender.IsOurs && one.Series.Samples.Count > 0))
        {
            foreach (Target target in Targets(ours))
            {
                report.Add(target);
            }
        }
    }
}
