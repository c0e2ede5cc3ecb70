using ParallelFetch.Benchmarks.Scenarios.Reaching;

namespace ParallelFetch.Benchmarks.Scenarios;

/// <summary>All scenarios, in the order in which they run.</summary>
internal static class ScenarioCatalog
{
    public static IReadOnlyList<Scenario> All { get; } =
    [
        new SmallBodies(20),
        new SmallBodies(200),
        new DelayedHundred(),
        new AutoThrottle(),
        new DelayedTenThousand(),
        new LargeBody(),
        new Million(),
        new ContentText(),
        new Http2(),
        new ColdStart(),
        .. Reaches.All,
    ];

    /// <summary>What they are called on the command line: their names, and those of groups.</summary>
    public static string[] Names { get; } =
        [.. All.Select(static scenario => scenario.Name), .. All.Select(static scenario => scenario.Group).OfType<string>().Distinct()];

    /// <summary>Those asked for; a smoke run has all that can be tiny.</summary>
    public static IEnumerable<Scenario> Choose(BenchmarkOptions options) => All.Where(scenario => options.Scenarios.Count == 0
        ? options.Smoke ? scenario.IsInSmoke : scenario.IsOn
        : options.Scenarios.Any(scenario.IsCalled));
}
