using ParallelFetch.Engine.Tests.Simulation.Servers;

namespace ParallelFetch.Engine.Tests.Simulation;

/// <summary>What became of one URL.</summary>
/// <param name="Host">The name of its host.</param>
/// <param name="Number">Which URL of its host, from 0.</param>
/// <param name="Status">0 when there was no response.</param>
/// <param name="Failure">Null when a response came whole.</param>
/// <param name="Attempts">How often the engine says that it was sent.</param>
/// <param name="DoneAt">When its outcome was taken, in seconds since its call began.</param>
internal sealed record SimulatedOutcome(string Host, int Number, int Status, FetchFailureKind? Failure, int Attempts, double DoneAt)
{
    public bool IsGot => Status == 200 && Failure is null;
}

/// <summary>What became of a call.</summary>
/// <param name="Outcomes">One for each URL, in the order in which they were taken.</param>
/// <param name="Hosts">The servers.</param>
/// <param name="Seconds">The simulated time from the beginning of the call to the last outcome.</param>
/// <param name="Ideal">The shortest time that the servers allow, in seconds.</param>
/// <param name="Notices">What the engine had to say.</param>
internal sealed record SimulationResult(
    IReadOnlyList<SimulatedOutcome> Outcomes,
    IReadOnlyList<SimulatedHost> Hosts,
    double Seconds,
    double Ideal,
    IReadOnlyList<FetchNotice> Notices)
{
    public int Got => Outcomes.Count(static outcome => outcome.IsGot);

    public int Lost => Outcomes.Count - Got;

    public int Requests => Hosts.Sum(static host => host.Requests);

    public int Refused => Hosts.Sum(static host => host.Refused);

    /// <summary>The refused share of all requests.</summary>
    public double RefusedShare => (double)Refused / Math.Max(1, Requests);

    public int MostAttempts => Outcomes.Max(static outcome => outcome.Attempts);

    public SimulatedHost Host(string name) => Hosts.Single(host => host.Name == name);

    /// <summary>When the last URL of a host was done, in seconds.</summary>
    public double LastDone(string host) => Outcomes.Where(outcome => outcome.Host == host).Max(static outcome => outcome.DoneAt);

    /// <summary>When the last of some URLs was done, in seconds.</summary>
    public double LastDone(Func<SimulatedOutcome, bool> which) => Outcomes.Where(which).Select(static outcome => outcome.DoneAt).DefaultIfEmpty().Max();

    /// <summary>The statuses and failures of what was not got, with their counts.</summary>
    public string Losses => string.Join(", ", Outcomes.Where(static outcome => !outcome.IsGot)
        .GroupBy(static outcome => outcome.Failure?.ToString() ?? $"{outcome.Status}")
        .OrderByDescending(static group => group.Count())
        .Select(static group => $"{group.Key} {group.Count()}"));
}
