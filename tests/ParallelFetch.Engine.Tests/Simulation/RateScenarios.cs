using ParallelFetch.Engine.Tests.Simulation.Servers;

namespace ParallelFetch.Engine.Tests.Simulation;

/// <summary>Servers that take only so many requests in a time, or at once.</summary>
internal static class RateScenarios
{
    private const int Count = 400;

    private static readonly int[] Latencies = [2, 50, 300];

    public static IEnumerable<Scenario> All() =>
        [.. TokenBuckets(), .. LeakyBuckets(), .. Windows(), .. Quotas(), .. AtOnce(), .. Changing(), .. Fields(), .. Awkward(), .. Unrelated(), .. Unlimited()];

    private static IEnumerable<Scenario> TokenBuckets() =>
        from hint in new[] { RetryHint.Seconds, RetryHint.None }
        from throttle in new[] { 10, 20, 50 }
        from latency in Latencies
        select new Scenario("rate", $"bucket 20/s burst 20, 429 {Words(hint)}, throttle {throttle}, {latency} ms", () =>
            [Host(latency, new TokenBucket(20, 20, new Refusal(429, hint)))])
        {
            Throttle = throttle,

            // All that are on the wire when the bucket is empty for the first time are refused, and each pause that is asked
            // for costs a way there and back.
            Bounds = [Bound.All, Bound.Time(latency > 100 ? 1.35 : 1.25), Bound.Refused(latency > 100 || throttle > 20 ? 0.22 : 0.10), Bound.Patient],
        };

    // Without a burst, what comes a moment early is refused: a client has to stay below the rate as far as the way scatters,
    // and each refusal costs the second that is asked for.
    private static IEnumerable<Scenario> LeakyBuckets() =>
        from refusal in new[] { new Refusal(429), new Refusal(503), new Refusal(429, RetryHint.Seconds) }
        from throttle in new[] { 10, 20 }
        from latency in Latencies
        select new Scenario("leaky", $"leaky bucket 10/s, {refusal.Status} {Words(refusal.Hint)}, throttle {throttle}, {latency} ms", () =>
        [
            new SimulatedHost("limited", Count)
            {
                // Where the way scatters by more than the time between two requests, no client can keep to the rate.
                RoundTrip = new Spread(latency, latency > 100 ? 0.05 : 0.3),
                Rules = [new TokenBucket(10, 1, refusal)],
            },
        ])
        {
            Throttle = throttle,
            Bounds = [Bound.All, Bound.Time(latency > 100 ? 3.2 : refusal.Hint == RetryHint.None ? 2 : 2.5), Bound.Refused(0.12), Bound.Patient],
        };

    private static IEnumerable<Scenario> Windows() =>
        from refusal in new[] { new Refusal(403, RetryHint.Seconds), new Refusal(429, RetryHint.Date) }
        from throttle in new[] { 10, 20 }
        from latency in Latencies
        select new Scenario("window", $"100 in 10 s, {refusal.Status} {Words(refusal.Hint)}, throttle {throttle}, {latency} ms", () =>
            [Host(latency, new FixedWindow(100, 10, refusal))])
        {
            Throttle = throttle,

            // Those that are on the wire when the first window closes are refused anyway.
            Bounds = [Bound.All, Bound.Time(1.15), Bound.Refused(throttle > 10 ? 0.08 : 0.05), Bound.Patient],
        };

    private static IEnumerable<Scenario> Quotas()
    {
        (string Name, Func<Refusal, ServerRule> Rule)[] kinds =
        [
            ("5 a minute", static refusal => new FixedWindow(5, 60, refusal)),
            ("5 in any minute", static refusal => new SlidingWindow(5, 60, refusal)),
        ];
        return from kind in kinds
               from hint in new[] { RetryHint.Seconds, RetryHint.Date, RetryHint.None }
               select new Scenario("quota", $"{kind.Name}, 429 {Words(hint)}, 30 URLs", () => [Host(50, 30, kind.Rule(new Refusal(429, hint)))])
               {
                   Bounds = hint == RetryHint.None
                       ? [Bound.All, Bound.Time(1.5), Bound.Requests(150)]
                       : [Bound.All, Bound.Time(1.15), Bound.Requests(60), Bound.Patient],
               };
    }

    private static IEnumerable<Scenario> AtOnce() =>
        from status in new[] { 503, 429 }
        from throttle in new[] { 10, 20, 50 }
        from service in new[] { 20, 200 }
        select new Scenario("at once", $"8 at once, {status} no field, throttle {throttle}, service {service} ms", () =>
        [
            // The first 50 at once cost 42 refusals.
            new SimulatedHost("limited", throttle > 20 ? 1_000 : Count)
            {
                RoundTrip = Spread.Around(2),
                Service = Spread.Around(service),
                Rules = [new AtMostAtOnce(8, new Refusal(status)) { Service = service / 1000.0 }],
            },
        ])
        {
            Throttle = throttle,
            Bounds = [Bound.All, Bound.Time(1.75, 2), Bound.Refused(0.10)],
        };

    private static IEnumerable<Scenario> Changing() =>
        from hint in new[] { RetryHint.Seconds, RetryHint.None }
        from change in new[] { (First: 50.0, Then: 5.0, At: 4.0), (First: 5.0, Then: 50.0, At: 20.0) }
        select new Scenario("changing", $"bucket {change.First}/s, from {change.At} s on {change.Then}/s, 429 {Words(hint)}", () =>
            [Host(20, new TokenBucket(change.First, 10, new Refusal(429, hint)) { Changes = [(change.At, change.Then)] })])
        {
            Throttle = 20,
            Bounds = [Bound.All, Bound.Time(change.Then > change.First ? 2.2 : 2.7), Bound.Refused(0.3), Bound.Patient],
        };

    private static IEnumerable<Scenario> Fields() =>
        from refusal in new[]
        {
            new Refusal(503, RetryHint.Seconds), new Refusal(502, RetryHint.Seconds), new Refusal(403, RetryHint.ResetTime),
            new Refusal(429, RetryHint.ResetTime), new Refusal(429, RetryHint.ResetSeconds), new Refusal(429, RetryHint.RateLimit),
        }
        select new Scenario("fields", $"100 in 10 s, {refusal.Status} {Words(refusal.Hint)}", () => [Host(50, new FixedWindow(100, 10, refusal))])
        {
            Bounds = [Bound.All, Bound.Time(1.25), Bound.Refused(0.10), Bound.Patient],
        };

    // Fields that mislead, and results in order.
    private static IEnumerable<Scenario> Awkward() =>
    [
        new Scenario("awkward", "bucket 20/s burst 20, 429 Retry-After: 0", () => [Host(50, new TokenBucket(20, 20, new Refusal(429, RetryHint.Zero)))])
        {
            Bounds = [Bound.All, Bound.Time(1.5), Bound.Refused(0.15)],
        },
        new Scenario("awkward", "bucket 20/s burst 20, 429 Retry-After: 60", () =>
            [Host(50, new TokenBucket(20, 20, new Refusal(429, RetryHint.Seconds) { LeastWait = 60 }))])
        {
            // It asks for a minute each time, although a second would do.
            Bounds = [Bound.All, Bound.Seconds(900), Bound.Refused(0.10), Bound.Patient],
        },
        new Scenario("awkward", "100 in 10 s, 429 Retry-After date, the server's clock 30 s behind", () =>
            [Host(50, new FixedWindow(100, 10, new Refusal(429, RetryHint.Date) { ClockAhead = -30 }))])
        {
            Bounds = [Bound.All, Bound.Time(1.5), Bound.Refused(0.15)],
        },
        new Scenario("awkward", "100 in 10 s, 429 Retry-After date, the server's clock 30 s ahead", () =>
            [Host(50, new FixedWindow(100, 10, new Refusal(429, RetryHint.Date) { ClockAhead = 30 }))])
        {
            Bounds = [Bound.All, Bound.Seconds(150), Bound.Refused(0.10)],
        },
        new Scenario("awkward", "100 in an hour, 429 Retry-After", () => [Host(50, new FixedWindow(100, 3600, new Refusal(429, RetryHint.Seconds)))])
        {
            Bounds = [Bound.AllBut(300), Bound.Seconds(700), Bound.Requests(450)],
        },
        new Scenario("awkward", "bucket 20/s burst 20, 429 Retry-After, in order, throttle 20", () =>
            [Host(50, new TokenBucket(20, 20, new Refusal(429, RetryHint.Seconds)))])
        {
            Throttle = 20,
            InOrder = true,
            Bounds = [Bound.All, Bound.Time(1.25), Bound.Refused(0.10), Bound.Patient],
        },
        new Scenario("awkward", "8 at once, 503 no field, in order, 2000 URLs, throttle 20", () =>
        [
            new SimulatedHost("limited", 2_000)
            {
                RoundTrip = Spread.Around(2),
                Service = Spread.Around(20),
                Rules = [new AtMostAtOnce(8, new Refusal(503)) { Service = 0.02 }],
            },
        ])
        {
            Throttle = 20,
            InOrder = true,
            Bounds = [Bound.All, Bound.Time(1.75, 2), Bound.Refused(0.10)],
        },
    ];

    // Refusals that have nothing to do with the rate, as behind a balancer of which one server has too much to do: being
    // slower does not help, so the host must not become slower and slower.
    private static IEnumerable<Scenario> Unrelated() =>
    [
        .. from hint in new[] { RetryHint.Seconds, RetryHint.None }
           from share in new[] { 0.1, 0.3 }
           select new Scenario("unrelated", FormattableString.Invariant($"{share:P0} of all requests, 429 {Words(hint)}"), () =>
               [Host(20, new Flaky(share, new Refusal(429, hint)))])
           {
               Throttle = 20,
               Bounds = [Bound.All, Bound.Seconds(hint == RetryHint.None ? 1_500 : 600), Bound.Requests((int)(Count * (1 + (2 * share)))), Bound.Patient],
           },
        .. from hint in new[] { RetryHint.Seconds, RetryHint.None }
           select new Scenario("unrelated", $"each of 60 URLs once, 429 {Words(hint)}", () => [Host(20, 60, new FailsFirst(1, new Refusal(429, hint)))])
           {
               Throttle = 20,
               Bounds = [Bound.All, Bound.Seconds(60), Bound.Requests(150), Bound.Patient],
           },
    ];

    private static IEnumerable<Scenario> Unlimited() =>
    [
        .. OneHost(),
        new Scenario("unlimited", "unlimited, 1000 hosts with 4 URLs each, grouped, throttle 50", () => [.. Enumerable.Range(0, 1_000).Select(static number => new SimulatedHost($"good{number}", 4))])
        {
            Throttle = 50,
            Bounds = [Bound.All, Bound.Time(1.1, 0.2), Bound.Requests(4_000)],
        },
    ];

    private static IEnumerable<Scenario> OneHost() =>
        from throttle in new[] { 10, 50 }
        from service in new[] { Spread.None, new Spread(200, 1) }
        select new Scenario("unlimited", $"unlimited, throttle {throttle}, service {service.Mean} ms", () =>
            [new SimulatedHost("good", 2_000) { Service = service }])
        {
            Throttle = throttle,
            Bounds = [Bound.All, Bound.Time(1.1, 2), Bound.Requests(2_000)],
        };

    private static SimulatedHost Host(int latency, ServerRule rule) => Host(latency, Count, rule);

    private static SimulatedHost Host(int latency, int count, ServerRule rule) => new("limited", count) { RoundTrip = Spread.Around(latency), Rules = [rule] };

    private static string Words(RetryHint hint) => hint switch
    {
        RetryHint.None => "no field",
        RetryHint.Seconds => "Retry-After",
        RetryHint.Date => "Retry-After date",
        RetryHint.ResetTime => "X-RateLimit-Reset",
        RetryHint.ResetSeconds => "RateLimit-Reset",
        _ => "RateLimit",
    };
}
