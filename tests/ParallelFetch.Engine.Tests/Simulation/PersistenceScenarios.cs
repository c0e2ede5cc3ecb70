using ParallelFetch.Engine.Tests.Simulation.Servers;

namespace ParallelFetch.Engine.Tests.Simulation;

/// <summary>Servers of which some requests, or all, fail in vain; and what a user has said about trying again.</summary>
internal static class PersistenceScenarios
{
    private const int Count = 400;

    public static IEnumerable<Scenario> All() => [.. Poisoned(), .. RefusedAtFirst(), .. AllRefused(), .. FlakyServers(), .. Said()];

    // 400 URLs of 20 ms, 20 at once, take 0.4 s. What is refused for good keeps only itself waiting.
    private static IEnumerable<Scenario> Poisoned()
    {
        (string Name, Refusal? Refusal)[] kinds =
        [
            ("429 no field", new Refusal(429)),
            ("429 Retry-After", new Refusal(429, RetryHint.Seconds)),
            ("503 no field", new Refusal(503)),
            ("503 Retry-After", new Refusal(503, RetryHint.Seconds)),
            ("reset", null),
        ];
        return from kind in kinds
               select new Scenario("poison", $"one URL of 400 is always {kind.Name}", () =>
                   [new SimulatedHost("good", Count) { Rules = [new Poison(static number => number == 7, kind.Refusal)] }])
               {
                   Throttle = 20,
                   Bounds =
                   [
                       Bound.AllBut(1),
                       new Bound("seconds of the others", static result => result.LastDone(static outcome => outcome.Number != 7), 30),
                       Bound.Seconds(400),
                       Bound.Requests(Count + 400),
                   ],
               };
    }

    // As a server does that makes what it is asked for only then. Slowing down does not help.
    private static IEnumerable<Scenario> RefusedAtFirst() =>
        from refusal in new[] { new Refusal(429), new Refusal(429, RetryHint.Seconds), new Refusal(503, RetryHint.Seconds) }
        from times in new[] { 1, 2 }
        from throttle in new[] { 10, 20 }
        select new Scenario("at first", $"every URL is refused {times} times with {refusal.Status}{(refusal.Hint == RetryHint.None ? null : " Retry-After")}, throttle {throttle}", () =>
            [new SimulatedHost("late", 200) { Rules = [new FailsFirst(times, refusal)] }])
        {
            Throttle = throttle,
            Bounds = [Bound.All, Bound.Seconds(refusal.Hint == RetryHint.None ? 30 : 75), Bound.Requests((200 * (times + 1)) + 20), Bound.Patient],
        };

    private static IEnumerable<Scenario> AllRefused() =>
        from refusal in new[] { new Refusal(429), new Refusal(429, RetryHint.Seconds), new Refusal(503, RetryHint.Seconds), new Refusal(503) }
        select new Scenario("always", $"100 URLs, always {refusal.Status}{(refusal.Hint == RetryHint.None ? null : " Retry-After")}", () =>
            [new SimulatedHost("bad", 100) { Rules = [new Poison(static _ => true, refusal)] }])
        {
            Throttle = 20,
            Bounds =
            [
                // What was never sent has no status; what was has the one that it got.
                new Bound("URLs with another status", result => result.Outcomes.Count(outcome => outcome.Status != refusal.Status && outcome.Status != 0), 0),
                new Bound("URLs without that status", result => result.Outcomes.Count(outcome => outcome.Status != refusal.Status), 80),
                Bound.Seconds(400),
                Bound.Requests(500),
            ],
        };

    // Of 400 URLs that fail one time in ten, two retries lose 0.4 on average; one time in five, 3.2.
    private static IEnumerable<Scenario> FlakyServers() =>
        from refusal in new[] { null, new Refusal(503), new Refusal(500) }
        from share in new[] { 0.02, 0.1, 0.2 }
        select new Scenario("flaky", FormattableString.Invariant($"{share:P0} {(refusal is null ? "resets" : $"{refusal.Status} no field")}"), () =>
            [new SimulatedHost("flaky", Count) { Rules = [new Flaky(share, refusal)] }])
        {
            Throttle = 20,
            Bounds = [Bound.AllBut(share > 0.1 ? 40 : share > 0.05 ? 4 : 1), Bound.Seconds(30), Bound.Requests((int)(Count * (1 + (1.6 * share) + 0.1)))],
        };

    private static IEnumerable<Scenario> Said() =>
    [
        new Scenario("said", "no retry is asked for: bucket 20/s burst 20, 429 Retry-After", () => [Limited(RetryHint.Seconds)])
        {
            Throttle = 20,
            Options = CallDefaults.Options(maximumRetryCount: 0),
            Bounds = [Bound.Requests(Count), new Bound("tries at the most", static result => result.MostAttempts, 1)],
        },
        new Scenario("said", "10 retries are asked for: bucket 20/s burst 20, 429 Retry-After", () => [Limited(RetryHint.Seconds)])
        {
            Throttle = 20,
            Options = CallDefaults.Options(maximumRetryCount: 10),
            Bounds = [Bound.All, Bound.Time(1.25), Bound.Refused(0.10)],
        },
        new Scenario("said", "10 retries are asked for: every URL fails 6 times with 500", () =>
            [new SimulatedHost("bad", Count) { Rules = [new FailsFirst(6, new Refusal(500))] }])
        {
            Throttle = 20,
            Options = CallDefaults.Options(maximumRetryCount: 10),
            Bounds = [Bound.All, Bound.Requests(7 * Count)],
        },
        new Scenario("said", "10 retries are asked for: every URL fails twice by reset", () =>
            [new SimulatedHost("bad", Count) { Rules = [new FailsFirst(2, null)] }])
        {
            Throttle = 20,

            // Else the host is given up before it has answered anything.
            Options = CallDefaults.Options(maximumRetryCount: 10) with { HostFailureLimit = 0 },
            Bounds = [Bound.All, Bound.Requests(7 * Count)],
        },
    ];

    private static SimulatedHost Limited(RetryHint hint) =>
        new("limited", Count) { RoundTrip = Spread.Around(50), Rules = [new TokenBucket(20, 20, new Refusal(429, hint))] };
}
