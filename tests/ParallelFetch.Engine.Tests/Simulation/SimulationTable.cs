using System.Globalization;
using System.Text;

namespace ParallelFetch.Engine.Tests.Simulation;

/// <summary>
/// What the engine does in all scenarios, as a table: in the test's output, and in the file that the environment variable
/// PARALLELFETCH_SIMULATION_TABLE names. PARALLELFETCH_SIMULATION_FILTER keeps only scenarios with a text in their group or name.
/// </summary>
public sealed class SimulationTable(ITestOutputHelper output)
{
    private static readonly int[] Seeds = [1, 2, 3];

    [Fact]
    public void Every_scenario_ends_with_an_outcome_for_every_URL()
    {
        string? filter = Environment.GetEnvironmentVariable("PARALLELFETCH_SIMULATION_FILTER");
        var table = new StringBuilder();
        Write(table, "ok | group | scenario | got (3 seeds) | of | refused | requests | seconds | ideal | x | at once | tries | lost | missed");
        Write(table, "---|---|---|---|---|---|---|---|---|---|---|---|---|---");
        foreach (Scenario scenario in Scenarios.All.Where(scenario => Matches(scenario, filter)))
        {
            SimulationResult[] results = [.. Seeds.Select(seed => scenario.Run(seed))];
            Write(table, Row(scenario, results));
            Assert.All(results, result => Assert.Equal(result.Hosts.Sum(static host => host.Count), result.Outcomes.Count));
        }

        if (Environment.GetEnvironmentVariable("PARALLELFETCH_SIMULATION_TABLE") is { Length: > 0 } file)
        {
            File.WriteAllText(file, table.ToString());
        }
    }

    private static bool Matches(Scenario scenario, string? filter) =>
        string.IsNullOrEmpty(filter)
        || scenario.Group.Contains(filter, StringComparison.OrdinalIgnoreCase)
        || scenario.Name.Contains(filter, StringComparison.OrdinalIgnoreCase);

    private static string Row(Scenario scenario, SimulationResult[] results)
    {
        int right = results.Count(result => !scenario.Misses(result).Any());
        SimulationResult worst = results.OrderByDescending(result => scenario.Misses(result).Count()).ThenByDescending(static result => result.Seconds).First();
        double seconds = results.Average(static result => result.Seconds);
        string perHost = worst.Hosts.Count is > 1 and < 10
            ? $" ({string.Join(", ", worst.Hosts.Select(host => string.Create(CultureInfo.InvariantCulture, $"{host.Name} {worst.LastDone(host.Name):0.0} s")))})"
            : string.Empty;
        return string.Join(" | ",
            $"{right}/{results.Length}",
            scenario.Group,
            scenario.Name,
            string.Join(' ', results.Select(static result => result.Got)),
            worst.Outcomes.Count,
            $"{Text(100 * results.Average(static result => result.RefusedShare))} %",
            Text(results.Average(static result => result.Requests)),
            Text(seconds) + perHost,
            Text(worst.Ideal),
            string.Create(CultureInfo.InvariantCulture, $"{seconds / worst.Ideal:0.00}"),
            results.Max(static result => result.Hosts.Max(static host => host.Peak)),
            results.Max(static result => result.MostAttempts),
            worst.Losses,
            string.Join("; ", scenario.Misses(worst)));
    }

    private static string Text(double number) => number.ToString(number < 100 ? "0.0" : "0", CultureInfo.InvariantCulture);

    private void Write(StringBuilder table, string line)
    {
        output.WriteLine(line);
        table.AppendLine(line);
    }
}
