using ParallelFetch.Engine.Tests.Simulation.Servers;

namespace ParallelFetch.Engine.Tests.Simulation;

/// <summary>A process that may not open as many connections as it is asked to.</summary>
internal static class LocalTroubleScenarios
{
    // 2,000 URLs of 20 ms, 200 at once, take 0.2 s.
    public static IEnumerable<Scenario> All() =>
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
