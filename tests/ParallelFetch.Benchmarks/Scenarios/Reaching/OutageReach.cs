using System.Globalization;
using LoopbackServer.Client;
using ParallelFetch.Benchmarks.Contenders.Persistent;
using ParallelFetch.Benchmarks.Reporting;

namespace ParallelFetch.Benchmarks.Scenarios.Reaching;

/// <summary>A server that goes away when half of the list has come, and comes back.</summary>
internal sealed class OutageReach(int seconds) : ReachScenario
{
    private const int Count = 4_000;
    private const int LatencyMs = 20;
    private const double MostOver = 10;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public override string Name => string.Create(CultureInfo.InvariantCulture, $"{GroupName}-outage-{seconds}");

    public override string Title => $"4,000 × {LatencyMs} ms from a server that is away for {seconds} s when half of them have come";

    protected override string BaseName => "undisturbed + outage";

    protected override ReachSample Measure(BenchmarkContext context, PersistentContender contender)
    {
        int count = Math.Min(context.Options.RequestsOr(Count, 100), contender.MaximumSlowRequests);
        PersistentOutcome undisturbed = Fetch(context, contender, Work(NewRelay(context).Relay, count));

        (ServerScope scope, ServerRelay relay) = NewRelay(context);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(context.Cancellation);
        Task outage = GoAwayAsync(scope, relay, count / 2, over.Token);
        PersistentOutcome outcome = Fetch(context, contender, Work(relay, count));
        over.Cancel();
        return outage.IsCompletedSuccessfully
            ? new ReachSample(count, outcome.Got, null, outcome.Wall.TotalSeconds, undisturbed.Wall.TotalSeconds + seconds)
            : throw new BenchmarkException($"the run ended before half of the list had come: {outage.Exception?.Message}");
    }

    protected override IEnumerable<Target> Targets(ReachSeries ours) =>
    [
        All(ours),
        new Target("seconds over undisturbed + outage", ours.Over, MostOver),
    ];

    protected override IEnumerable<string> Notes(BenchmarkContext context) =>
    [
        "Away: the listening socket is closed and all connections are reset; new ones are refused.",
        "wget, which fetches one by one, and Invoke-WebRequest, which is slow, have a quarter of the list.",
    ];

    private static (ServerScope Scope, ServerRelay Relay) NewRelay(BenchmarkContext context)
    {
        ServerScope scope = context.Loopback.NewScope("outage");
        return (scope, scope.RelayAsync("server", context.Cancellation).GetAwaiter().GetResult());
    }

    private static PersistentWork Work(ServerRelay relay, int count)
    {
        Uri url = relay.Url(string.Create(CultureInfo.InvariantCulture, $"delay/{LatencyMs}?"));
        return new PersistentWork(PersistentWork.Numbered(url, count), DefaultThrottle)
        {
            IsDefaultThrottle = true,
        };
    }

    private async Task GoAwayAsync(ServerScope scope, ServerRelay relay, int after, CancellationToken cancellation)
    {
        await scope.WaitForAsync(counters => counters.Total.Requests >= after, Patience, cancellation);
        await relay.GoAwayAsync(TimeSpan.FromSeconds(seconds), cancellation);
    }
}
