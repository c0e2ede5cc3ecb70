using System.Globalization;
using ParallelFetch.Engine.Tests.Simulation.Servers;

namespace ParallelFetch.Engine.Tests.Simulation;

/// <summary>Servers, a list of their URLs, a call, and what is expected of it.</summary>
/// <param name="Group">Of which tests it is.</param>
/// <param name="Name">What tells it from the others.</param>
/// <param name="Hosts">Makes the servers: anew for each run.</param>
internal sealed record Scenario(string Group, string Name, Func<IReadOnlyList<SimulatedHost>> Hosts)
{
    public int Throttle { get; init; } = CallDefaults.Throttle;

    public FetchOptions Options { get; init; } = CallDefaults.Options();

    /// <summary>Whether the hosts take turns in the list; else it has one after the other.</summary>
    public bool IsInterleaved { get; init; }

    /// <summary>Whether outcomes come in the order of the list.</summary>
    public bool InOrder { get; init; }

    /// <summary>How many connections the process may have open at once.</summary>
    public int MostConnections { get; init; } = int.MaxValue;

    public IReadOnlyList<Bound> Bounds { get; init; } = [];

    /// <summary>Carries it out.</summary>
    public SimulationResult Run(int seed, Action<SimulatedSession>? watch = null)
    {
        IReadOnlyList<SimulatedHost> hosts = Hosts();
        using var session = new SimulatedSession(seed, MostConnections) { Watch = watch };
        return session.Run(hosts, IsInterleaved ? Interleave(hosts) : hosts.SelectMany(static host => Enumerable.Repeat(host, host.Count)),
            new FetchLimits { Throttle = Throttle }, Options, InOrder);
    }

    /// <summary>Carries it out and judges it.</summary>
    public void Check(int seed)
    {
        SimulationResult result = Run(seed);
        string[] misses = [.. result.Hosts.SelectMany(host => Incomplete(host, result)).Concat(Misses(result))];
        Assert.True(misses.Length == 0, $"{Name}, seed {seed}: {string.Join("; ", misses)}.{Environment.NewLine}{Describe(result)}");
    }

    /// <summary>The bounds that a result does not keep to.</summary>
    public IEnumerable<string> Misses(SimulationResult result) => Bounds.Select(bound => bound.Miss(result)).OfType<string>();

    /// <summary>A result in one line.</summary>
    public static string Describe(SimulationResult result) => string.Create(CultureInfo.InvariantCulture,
        $"got {result.Got} of {result.Outcomes.Count}, {result.Requests} requests, {result.Refused} refused, {result.Seconds:0.0} s (ideal {result.Ideal:0.0} s), tries at the most {result.MostAttempts}, lost: {result.Losses}; last of {string.Join(", ", result.Hosts.Select(host => string.Create(CultureInfo.InvariantCulture, $"{host.Name} after {result.LastDone(host.Name):0.00} s (at once {host.Peak})")))}");

    public override string ToString() => Name;

    private static IEnumerable<string> Incomplete(SimulatedHost host, SimulationResult result)
    {
        int[] numbers = [.. result.Outcomes.Where(outcome => outcome.Host == host.Name).Select(static outcome => outcome.Number).Order()];
        return numbers.SequenceEqual(Enumerable.Range(0, host.Count)) ? [] : [$"{numbers.Length} outcomes of the {host.Count} URLs of {host.Name}"];
    }

    private static IEnumerable<SimulatedHost> Interleave(IReadOnlyList<SimulatedHost> hosts)
    {
        for (int i = 0; i < hosts.Max(static host => host.Count); i++)
        {
            foreach (SimulatedHost host in hosts.Where(host => i < host.Count))
            {
                yield return host;
            }
        }
    }
}
