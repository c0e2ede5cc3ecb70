using LoopbackServer.Client;
using ParallelFetch.Benchmarks.Contenders.Persistent;
using ParallelFetch.Benchmarks.Reporting;

namespace ParallelFetch.Benchmarks.Scenarios.Reaching;

/// <summary>A dead, a limited and a slow host in one list with a good one: what do they cost the good one?</summary>
internal sealed class NeighbourReach : ReachScenario
{
    private const int Throttle = 20;

    // Four at once are what the good host can do, so it is as fast with a fair share of the throttle as with all of it.
    private const string Good = "capacity?c=4&latencyMs=10&id=good&n=";
    private const string Slow = "delay/1000?";
    private const string Limited = "quota/bucket?rate=20&burst=20&id=limited&n=";

    private const double MostRatio = 1.1;

    public override string Name => $"{GroupName}-neighbours";

    public override string Title =>
        "a dead host, one of 20 a second and one of 1 s per page in a list with a good one: how long the good one takes";

    protected override string BaseName => "alone";

    // wget, one at a time, takes what all of them take together.
    protected override IReadOnlyList<string> Keys { get; } = ["pipeline", "foreach-iwr", "curl", "aria2"];

    protected override ReachSample Measure(BenchmarkContext context, PersistentContender contender)
    {
        int count = context.Options.RequestsOr(800, 80);
        double alone = RunWith(context, contender, count, [], out _);
        double together = RunWith(
            context,
            contender,
            count,
            [
                PersistentWork.Numbered(NewRelay(context, "slow").Relay.Url(Slow), count / 20),
                PersistentWork.Numbered(NewRelay(context, "limited").Relay.Url(Limited), count / 8),
                PersistentWork.Numbered(new Uri(context.Loopback.Unanswered ?? context.Loopback.Refused, "?"), count / 40),
            ],
            out PersistentOutcome outcome);
        int there = count + (count / 20) + (count / 8);
        return new ReachSample(there, outcome.Got, null, together, alone);
    }

    protected override IEnumerable<Target> Targets(ReachSeries ours) =>
    [
        All(ours),
        new Target("seconds of the good host ÷ alone", ours.Ratio, MostRatio),
    ];

    protected override IEnumerable<string> Notes(BenchmarkContext context) =>
    [
        "800 URLs of the good host (10 ms, four at once), 100 of the limited one, 40 of the slow one, and 20 of the dead one. Throttle 20.",
        "*Of* has no URLs of the dead host; *seconds* are those of the good one, from the start of the run to its last answer.",
        context.Loopback.Unanswered is null ? "Dead: it refuses connections." : "Dead: it does not answer who wants to connect.",
        "Peers: 10 s to connect and 3 retries; with 10, the dead host alone takes a quarter of an hour.",
    ];

    private static double RunWith(
        BenchmarkContext context, PersistentContender contender, int count, IReadOnlyList<string[]> others, out PersistentOutcome outcome)
    {
        (ServerScope scope, ServerRelay relay) = NewRelay(context, "good");
        var work = new PersistentWork(Mixed([PersistentWork.Numbered(relay.Url(Good), count), .. others]), Throttle) { Retries = 3, ConnectSeconds = 10 };
        outcome = Fetch(context, contender, work);
        TotalCounters good = scope.CountersAsync(context.Cancellation).GetAwaiter().GetResult().Total;
        return good.Requests < count
            ? throw new BenchmarkException($"the good host was asked for {good.Requests:N0} of {count:N0}")
            : (good.LastAt!.Value - outcome.StartedAt).TotalSeconds;
    }

    private static (ServerScope Scope, ServerRelay Relay) NewRelay(BenchmarkContext context, string name)
    {
        ServerScope scope = context.Loopback.NewScope(name);
        return (scope, scope.RelayAsync(name, context.Cancellation).GetAwaiter().GetResult());
    }

    /// <summary>Each host's URLs are spread evenly over the list.</summary>
    private static string[] Mixed(IEnumerable<string[]> hosts) =>
    [
        .. hosts.SelectMany(static urls => urls.Select((url, index) => (Url: url, At: (index + 0.5) / urls.Length)))
            .OrderBy(static one => one.At).Select(static one => one.Url),
    ];
}
