using ParallelFetch.Engine.Tests.Simulation.Servers;

namespace ParallelFetch.Engine.Tests.Simulation;

/// <summary>Servers that are not there for a time, or ever.</summary>
internal static class OutageScenarios
{
    // Of 20 ms, 20 at once, they take 4 s undisturbed.
    private const int Count = 4_000;

    public static IEnumerable<Scenario> All() => [.. Away(), .. Restarting(), .. Gone(), .. Dead()];

    private static IEnumerable<Scenario> Away() =>
        from kind in new[] { OutageKind.Refused, OutageKind.BlackHole }
        from length in new[] { 3, 30 }
        from throttle in new[] { 10, 20 }
        select new Scenario("away", $"away for {length} s in {Count} URLs, {Words(kind)}, throttle {throttle}", () =>
            [new SimulatedHost("away", Count) { Outages = [new Outage(2, 2 + length, kind)] }])
        {
            Throttle = throttle,

            // What waits for an answer that never comes ends by its own time-out of 100 s.
            Bounds = kind == OutageKind.Refused ? [Bound.All, Bound.Time(1, 10)] : [Bound.All, Bound.Time(1, 110)],
        };

    private static IEnumerable<Scenario> Restarting() =>
    [
        new Scenario("away", "away for 3 s three times in 4000 URLs, throttle 20", () =>
            [new SimulatedHost("away", Count) { Outages = [new Outage(1, 4), new Outage(6, 9), new Outage(11, 14)] }])
        {
            Throttle = 20,
            Bounds = [Bound.All, Bound.Seconds(4 + 9 + 20)],
        },
        new Scenario("away", "away for 3 s in 4000 URLs, refused, throttle 20, 10 retries are asked for, of refused connections, too", () =>
            [new SimulatedHost("away", Count) { Outages = [new Outage(2, 5)] }])
        {
            Throttle = 20,
            Options = CallDefaults.Options(maximumRetryCount: 10, retryConnectionRefused: true),
            Bounds = [Bound.All, Bound.Time(1, 10)],
        },
        new Scenario("away", "answers 503 no field for 10 s in 4000 URLs, throttle 20", () =>
            [new SimulatedHost("away", Count) { Rules = [new RefusesBetween(2, 12, new Refusal(503))] }])
        {
            Throttle = 20,
            Bounds = [Bound.All, Bound.Time(1, 10)],
        },
        new Scenario("away", "answers 503 no field for 3 s after an outage of 3 s in 4000 URLs, throttle 20", () =>
            [new SimulatedHost("away", Count) { Outages = [new Outage(2, 5)], Rules = [new RefusesBetween(2, 8, new Refusal(503))] }])
        {
            Throttle = 20,
            Bounds = [Bound.All, Bound.Seconds(4 + 6 + 10)],
        },
        new Scenario("away", "away for 3 s, two of three hosts, 1200 URLs each, throttle 20", () =>
        [
            new SimulatedHost("away1", 1_200) { Outages = [new Outage(1, 4)] },
            new SimulatedHost("away2", 1_200) { Outages = [new Outage(1.5, 4.5)] },
            new SimulatedHost("good", 1_200),
        ])
        {
            Throttle = 20,
            IsInterleaved = true,
            Bounds = [Bound.All, Bound.Seconds(3.6 + 3.5 + 10)],
        },
    ];

    // Those that are left fail, all of them, when it has been away for as long as an outage is waited out (300 s).
    private static IEnumerable<Scenario> Gone() =>
        from kind in new[] { OutageKind.Refused, OutageKind.BlackHole }
        from hosts in new[] { 1, 2 }
        select new Scenario("gone", $"gone for good after 2 s, {Words(kind)}{(hosts > 1 ? ", beside a good host" : null)}", () =>
        [
            new SimulatedHost("gone", 2_000) { Outages = [new Outage(2, double.PositiveInfinity, kind)], RoundTrip = Spread.Around(50) },
            .. hosts > 1 ? [new SimulatedHost("good", 2_000)] : Array.Empty<SimulatedHost>(),
        ])
        {
            Throttle = 20,
            IsInterleaved = true,
            Bounds =
            [
                Bound.Seconds(kind == OutageKind.Refused ? 360 : 460),
                Bound.Requests((2_000 * hosts) + 200),
                .. hosts > 1 ? [Bound.HostLost("good")] : Array.Empty<Bound>(),
            ],
        };

    private static IEnumerable<Scenario> Dead() =>
    [
        .. from kind in new[] { OutageKind.Refused, OutageKind.BlackHole }
           select new Scenario("dead", $"dead from the start, 400 URLs, {Words(kind)}", () =>
               [new SimulatedHost("dead", 400) { Outages = [new Outage(0, double.PositiveInfinity, kind)] }])
           {
               Throttle = 20,
               Bounds = [Bound.Seconds(kind == OutageKind.Refused ? 30 : 120), Bound.Requests(400)],
           },
        .. from kind in new[] { OutageKind.Refused, OutageKind.BlackHole }
           select new Scenario("dead", $"200 dead hosts with one URL each, {Words(kind)}", () =>
               [.. Enumerable.Range(0, 200).Select(number => new SimulatedHost($"dead{number}", 1) { Outages = [new Outage(0, double.PositiveInfinity, kind)] })])
           {
               Throttle = 20,
               Bounds = [Bound.Seconds(kind == OutageKind.Refused ? 30 : 500), Bound.Requests(600)],
           },
        new Scenario("dead", "dead for the first 2 s, refused, 400 URLs, 10 retries are asked for, of refused connections, too", () =>
            [new SimulatedHost("late", 400) { Outages = [new Outage(0, 2)] }])
        {
            Throttle = 20,
            Options = CallDefaults.Options(maximumRetryCount: 10, retryConnectionRefused: true) with { HostFailureLimit = 0 },
            Bounds = [Bound.All, Bound.Seconds(70)],
        },
    ];

    private static string Words(OutageKind kind) => kind == OutageKind.Refused ? "refused" : "black hole";
}
