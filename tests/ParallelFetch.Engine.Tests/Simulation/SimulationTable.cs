using System.Globalization;
using System.Text;
using ParallelFetch.Engine.Tests.Simulation.Servers;

namespace ParallelFetch.Engine.Tests.Simulation;

/// <summary>
/// What the engine does in all scenarios, as a table: in the test's output, and in the file that the environment variable
/// PARALLELFETCH_SIMULATION_TABLE names. PARALLELFETCH_SIMULATION_FILTER keeps only scenarios with a text in their group or
/// name; PARALLELFETCH_SIMULATION_TIMELINE=1 adds what happened to each host in each second of the first run. Without a file
/// there is one run of each with a seed that the other tests do not have; with one, three with theirs.
/// </summary>
public sealed class SimulationTable(ITestOutputHelper output)
{
    private const string File = "PARALLELFETCH_SIMULATION_TABLE";

    private readonly StringBuilder _table = new();

    [Fact]
    public void Every_scenario_ends_with_an_outcome_for_every_URL()
    {
        string? filter = Environment.GetEnvironmentVariable("PARALLELFETCH_SIMULATION_FILTER");
        bool showsTimeline = Environment.GetEnvironmentVariable("PARALLELFETCH_SIMULATION_TIMELINE") is { Length: > 0 };
        int[] seeds = Environment.GetEnvironmentVariable(File) is { Length: > 0 } ? [1, 2, 3] : [4];
        var unfinished = new List<string>();
        Write("ok | group | scenario | got | of | refused | requests | seconds | ideal | x | at once | tries | lost | missed");
        Write("---|---|---|---|---|---|---|---|---|---|---|---|---|---");
        foreach (Scenario scenario in Scenarios.All.Where(scenario => Matches(scenario, filter)))
        {
            try
            {
                SimulationResult[] results = [.. seeds.Select(seed => scenario.Run(seed))];
                Write(Row(scenario, results));
                Assert.All(results, static result => Assert.Equal(result.Hosts.Sum(static host => host.Count), result.Outcomes.Count));
                if (showsTimeline)
                {
                    WriteTimelines(results[0].Hosts);
                }
            }
            catch (Xunit.Sdk.XunitException exception)
            {
                Write($"UNFINISHED | {scenario.Group} | {scenario.Name} | {exception.Message}");
                unfinished.Add(scenario.Name);
            }
        }

        if (Environment.GetEnvironmentVariable(File) is { Length: > 0 } file)
        {
            System.IO.File.WriteAllText(file, _table.ToString());
        }

        Assert.Empty(unfinished);
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
            ? $" ({string.Join(", ", worst.Hosts.Select(host => string.Create(CultureInfo.InvariantCulture, $"{host.Name} {worst.LastDone(host.Name):0.0}")))})"
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

    private void WriteTimelines(IReadOnlyList<SimulatedHost> hosts)
    {
        foreach (SimulatedHost host in hosts)
        {
            Write($"    {host.Name}");
            foreach (string line in host.Timeline.Lines())
            {
                Write($"    {line}");
            }
        }
    }

    private void Write(string line)
    {
        output.WriteLine(line);
        _table.AppendLine(line);
    }
}
