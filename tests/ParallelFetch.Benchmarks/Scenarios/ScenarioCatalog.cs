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
    ];

    /// <summary>Those asked for; a smoke run has them all.</summary>
    public static IEnumerable<Scenario> Choose(BenchmarkOptions options) => All.Where(scenario => options.Scenarios.Count == 0
        ? scenario.IsOn || options.Smoke
        : options.Scenarios.Contains(scenario.Name, StringComparer.OrdinalIgnoreCase));
}
