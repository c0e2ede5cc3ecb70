using ParallelFetch.Benchmarks.Measuring;
using ParallelFetch.Benchmarks.Reporting;

namespace ParallelFetch.Benchmarks.Scenarios;

/// <summary>One question that the benchmark answers.</summary>
internal abstract class Scenario
{
    public abstract string Name { get; }

    public abstract string Title { get; }

    /// <summary>A name for several scenarios together; null for those on their own.</summary>
    public virtual string? Group => null;

    /// <summary>Whether a smoke run has it.</summary>
    public virtual bool IsInSmoke => true;

    /// <summary>Whether it runs without being asked for by name.</summary>
    public virtual bool IsOn => true;

    /// <summary>Whether that is its name or its group's.</summary>
    public bool IsCalled(string name) =>
        name.Equals(Name, StringComparison.OrdinalIgnoreCase) || name.Equals(Group, StringComparison.OrdinalIgnoreCase);

    public ScenarioReport Run(BenchmarkContext context)
    {
        var report = new ScenarioReport(Name, Title, judge: !context.Options.Smoke);
        try
        {
            Run(context, report);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !context.Cancellation.IsCancellationRequested)
        {
            context.Log($"{Name} failed: {exception}");
            report.Fail($"{exception.GetType().Name}: {exception.Message}");
        }

        return report;
    }

    protected abstract void Run(BenchmarkContext context, ScenarioReport report);

    /// <summary>The series of a contender; null when it was not asked for, is missing or dropped out.</summary>
    protected static Series? Find(IEnumerable<Series> series, string key) =>
        series.FirstOrDefault(one => one.Contender.Key == key && one.Samples.Count > 0);
}
