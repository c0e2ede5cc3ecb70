using ParallelFetch.Engine.Tests.Simulation.Servers;

namespace ParallelFetch.Engine.Tests.Simulation;

/// <summary>Several hosts in one list, of which some are in trouble.</summary>
internal static class NeighbourScenarios
{
    public static IEnumerable<Scenario> All() => [.. OneOfEach(), .. SlowAndFast(), .. Limited()];

    // The good host has half of the places, the slow one the other half: its URLs of 20 ms, 10 at once. The first places are
    // taken by whoever comes first in the list, which is 1 s of the slow host.
    private static IEnumerable<Scenario> OneOfEach() =>
        from throttle in new[] { 20, 50 }
        from count in new[] { 100, 200 }
        from isInterleaved in new[] { true, false }
        let alone = count * 0.02 / (throttle / 2)
        select new Scenario("neighbours", $"a dead, a limited, a slow, a good host, {count} URLs each, {(isInterleaved ? "interleaved" : "grouped")}, throttle {throttle}", () =>
        [
            new SimulatedHost("dead", count) { Outages = [new Outage(0, double.PositiveInfinity)] },
            new SimulatedHost("limited", count) { Rules = [new TokenBucket(20, 20, new Refusal(429, RetryHint.Seconds))] },
            new SimulatedHost("slow", count) { Service = Spread.Around(1000) },
            new SimulatedHost("good", count),
        ])
        {
            Throttle = throttle,
            IsInterleaved = isInterleaved,
            Bounds =
            [
                Bound.HostTime("good", (1.5 * alone) + (isInterleaved ? 0.1 : 1.2)),
                Bound.HostLost("good"),
                Bound.HostLost("limited"),
                Bound.HostLost("slow"),
                Bound.Time(1.3, 2),
            ],
        };

    private static IEnumerable<Scenario> SlowAndFast() =>
        from isInterleaved in new[] { true, false }
        from fast in new[] { 100, 1_000 }
        select new Scenario("fair", $"a host of 1 s, a host of 10 ms with {fast} URLs, {(isInterleaved ? "interleaved" : "slow one first")}", () =>
        [
            new SimulatedHost("slow", 200) { Service = Spread.Around(1000), RoundTrip = Spread.Around(2) },
            new SimulatedHost("fast", fast) { RoundTrip = Spread.Around(10) },
        ])
        {
            Throttle = 20,
            IsInterleaved = isInterleaved,
            Bounds = [Bound.All, Bound.HostTime("fast", (1.25 * fast * 0.01 / 10) + (isInterleaved ? 0.1 : 1.2)), Bound.Time(1.25)],
        };

    private static IEnumerable<Scenario> Limited() =>
    [
        new Scenario("neighbours", "two limited hosts (20/s, 5/s) and a good one, 200 URLs each, interleaved, throttle 20", () =>
        [
            new SimulatedHost("limited20", 200) { Rules = [new TokenBucket(20, 20, new Refusal(429, RetryHint.Seconds))] },
            new SimulatedHost("limited5", 200) { Rules = [new TokenBucket(5, 5, new Refusal(429))] },
            new SimulatedHost("good", 200),
        ])
        {
            Throttle = 20,
            IsInterleaved = true,
            Bounds = [Bound.All, Bound.HostTime("good", 0.7), Bound.HostTime("limited20", 9 * 1.25), Bound.HostTime("limited5", 39 * 1.25)],
        },
        new Scenario("neighbours", "a host of 100 in 10 s without a field and a good one, 300 URLs each, interleaved, throttle 20", () =>
        [
            new SimulatedHost("limited", 300) { Rules = [new FixedWindow(100, 10, new Refusal(429))] },
            new SimulatedHost("good", 300),
        ])
        {
            Throttle = 20,
            IsInterleaved = true,
            Bounds = [Bound.All, Bound.HostTime("good", 1), Bound.HostTime("limited", 20 * 2.2)],
        },

        // More than wait at once where all may be sent (1,024): the list is read on while those that wait may not.
        new Scenario("neighbours", "a limited and a good host, 2000 URLs each, interleaved, throttle 20", () =>
        [
            new SimulatedHost("limited", 2_000) { Rules = [new TokenBucket(20, 20, new Refusal(429, RetryHint.Seconds))] },
            new SimulatedHost("good", 2_000),
        ])
        {
            Throttle = 20,
            IsInterleaved = true,
            Bounds = [Bound.All, Bound.Time(1.25), Bound.Refused(0.10), Bound.HostTime("good", 3)],
        },
    ];
}
