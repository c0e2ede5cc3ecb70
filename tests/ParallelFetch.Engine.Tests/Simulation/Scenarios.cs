namespace ParallelFetch.Engine.Tests.Simulation;

/// <summary>All scenarios, by group.</summary>
internal static class Scenarios
{
    private static readonly Dictionary<string, Scenario> ByName = new Scenario[][]
    {
        [.. RateScenarios.All()],
        [.. PersistenceScenarios.All()],
        [.. OutageScenarios.All()],
        [.. NeighbourScenarios.All()],
        [.. LocalTroubleScenarios.All()],
    }.SelectMany(static scenarios => scenarios).ToDictionary(static scenario => scenario.Name);

    public static IEnumerable<Scenario> All => ByName.Values;

    public static Scenario Get(string name) => ByName[name];

    /// <summary>The names of the scenarios of a group with each of some seeds: the rows of a theory.</summary>
    public static TheoryData<string, int> Rows(string group, params int[] seeds)
    {
        var rows = new TheoryData<string, int>();
        foreach (Scenario scenario in All.Where(scenario => scenario.Group == group))
        {
            foreach (int seed in seeds)
            {
                rows.Add(scenario.Name, seed);
            }
        }

        return rows;
    }
}
