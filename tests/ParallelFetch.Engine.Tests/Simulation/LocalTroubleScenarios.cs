using ParallelFetch.Engine.Tests.Simulation.Servers;

namespace ParallelFetch.Engine.Tests.Simulation;

/// <summary>A process that may not open as many connections as it is asked to.</summary>
internal static class LocalTroubleScenarios
{
    // 2,000 URLs of 20 ms, 200 at once, take 0.2 s.
    public static IEnumerable<Scenario> All() => [.. FewHosts(), ManyHosts()];

    // The connections that are kept after them are what fills the process; fewer at once would not help, only slow it down.
    private static Scenario ManyHosts() =>
        new("local", "1000 hosts with 1 URL each, throttle 500, 60 connections", () =>
            [.. Enumerable.Range(0, 1_000).Select(static number => new SimulatedHost($"good{number}", 1) { Service = Spread.Around(200) })])
        {
            Throttle = 500,
            MostConnections = 60,
            Bounds = [Bound.All, Bound.Seconds(30), Bound.Requests(2_000)],
        };

    private static IEnumerable<Scenario> FewHosts() =>
        from hosts in new[] { 1, 4 }
        from options in new[] { CallDefaults.Options(), CallDefaults.Options(maximumRetryCount: 0) }
        select new Scenario(
            "local",
            $"2000 URLs, {hosts} hosts, throttle 500, 200 connections, {(options.Retry.AnyMethod ? "no retry is asked for" : "defaults")}",
            () => [.. Enumerable.Range(0, hosts).Select(number => new SimulatedHost($"good{number}", 2_000 / hosts))])
        {
            Throttle = 500,
            MostConnections = 200,
            IsInterleaved = true,
            Options = options,
            Bounds = [Bound.All, Bound.Seconds(10), Bound.Requests(4_000)],
        };
}
