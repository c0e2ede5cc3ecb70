namespace ParallelFetch.Benchmarks.Scenarios.Reaching;

/// <summary>What a list can meet with.</summary>
internal static class Reaches
{
    private const int Limited = 400;

    // A bucket of 20 that gets 20 a second: the first 20 are free.
    private static readonly Func<int, double> Bucket = static count => Math.Max(1, count - 20) / 20.0;

    // A hundred at once, ten seconds later a hundred more.
    private static readonly Func<int, double> Window = static count => Math.Max(1, Math.Ceiling(count / 100.0) - 1) * 10;

    private static readonly Func<int, double> EightAtOnce = static count => Math.Ceiling(count / 8.0) * 0.05;

    public static IReadOnlyList<Scenario> All { get; } =
    [
        new QuotaReach(
            "bucket", "20 a second, burst 20; else 429 with Retry-After: 1", "bucket?rate=20&burst=20", Limited, Bucket, (1.25, 10))
        {
            IsSmoked = true,
        },
        new QuotaReach(
            "bucket-silent",
            "20 a second, burst 20; else 429 without a word",
            "bucket?rate=20&burst=20&retryAfter=none",
            Limited,
            Bucket,
            (1.25, 10)),
        new QuotaReach(
            "window-403",
            "100 in 10 s; else 403 with Retry-After in seconds",
            "window?limit=100&seconds=10&status=403",
            Limited,
            Window,
            (1.15, 5)),
        new QuotaReach(
            "window-date",
            "100 in 10 s; else 429 with Retry-After as a date",
            "window?limit=100&seconds=10&retryAfter=date",
            Limited,
            Window,
            (1.15, 5)),
        new QuotaReach(
            "at-once",
            "8 at once of 50 ms each; else 503 without a word",
            "at-once?limit=8&latencyMs=50&status=503&retryAfter=none",
            1_000,
            EightAtOnce,
            (null, 10))
        {
            Throttle = 20,
        },
        new OutageReach(3),
        new OutageReach(30),
        new NeighbourReach(),
        new DescriptorReach(),
    ];
}
