namespace ParallelFetch.Measuring;

/// <summary>Sums results up, in memory that does not grow with their number.</summary>
internal sealed class SummaryBuilder
{
    private const int MostRows = 12;

    // Some 200 bytes each; who asks more hosts than that still has the sums.
    private const int MostHosts = 10_000;
    private const int MostComputers = 1_000;
    private const int MostErrors = 100;
    private const string NoHost = "(no URL)";

    private readonly GroupTally<int> _byStatus = new(1_000);
    private readonly GroupTally<string> _byError = new(MostErrors, StringComparer.Ordinal);
    private readonly GroupTally<string> _byHost = new(MostHosts, StringComparer.OrdinalIgnoreCase);
    private readonly GroupTally<string> _byComputer = new(MostComputers, StringComparer.OrdinalIgnoreCase);
    private readonly GroupCount _all = new();
    private DateTimeOffset? _first;
    private DateTimeOffset? _last;
    private long _skipped;
    private long _requests;
    private long _retries;
    private long _redirects;
    private long _reused;

    internal LatencyHistogram Latencies { get; } = new();

    internal void Add(in ResultFacts facts)
    {
        _all.Add(facts);
        _skipped += facts.IsSkipped && !facts.HasFailed ? 1 : 0;
        _requests += facts.Attempts;
        _retries += Math.Max(0, facts.Attempts - 1);
        _redirects += facts.Redirects;
        _reused += facts.IsFetched && facts.ReusedConnection ? 1 : 0;
        _byHost.Add(facts.Host ?? NoHost, facts);
        if (facts.Error is not null)
        {
            _byError.Add(facts.Error, facts);
        }

        if (facts.StatusCode != 0)
        {
            _byStatus.Add(facts.StatusCode, facts);
        }

        if (facts.Computer is not null)
        {
            _byComputer.Add(facts.Computer, facts);
        }

        if (facts.IsTimed)
        {
            AddTimes(facts);
        }
    }

    internal FetchSummary Build()
    {
        TimeSpan wall = _last - _first ?? TimeSpan.Zero;

        // The clock that gives the times does not tell less than that apart.
        double seconds = Math.Max(wall.TotalSeconds, 0.001);
        return new FetchSummary
        {
            Count = _all.Count,
            Succeeded = _all.Count - _all.Failed - _skipped,
            Failed = _all.Failed,
            Skipped = _skipped,
            Bytes = _all.Bytes,
            Requests = _requests,
            Retries = _retries,
            Refusals = _all.Refused,
            HeldBack = _all.HeldBack,
            LongestHeldBack = _all.LongestHeldBack,
            Redirects = _redirects,
            ConnectionsReused = _reused,
            StartTime = _first,
            EndTime = _last,
            WallTime = wall,
            FetchesPerSecond = Latencies.Count / seconds,
            BytesPerSecond = _first is null ? 0 : _all.Bytes / seconds,
            P50 = Latencies.Percentile(0.5),
            P90 = Latencies.Percentile(0.9),
            P99 = Latencies.Percentile(0.99),
            Longest = Latencies.Count == 0 ? null : Latencies.Longest,
            ByStatus = Counts(_byStatus),
            ByError = CountErrors(),
            ByHost = [.. Named(_byHost, "(other hosts)", static (name, group) => new HostSummary(name, group.Count, group.Failed, group.Bytes)
            {
                Refusals = group.Refused,
                HeldBack = group.HeldBack,
                LongestHeldBack = group.LongestHeldBack,
            })],
            ByComputer = [.. Named(_byComputer, "(other computers)", static (name, group) => new ComputerSummary(name, group.Count, group.Failed, group.Bytes))],
            Latencies = Latencies.Rows(MostRows),
        };
    }

    private static SortedDictionary<TKey, long> Counts<TKey>(GroupTally<TKey> tally)
        where TKey : notnull => new(tally.Largest.ToDictionary(static group => group.Key, static group => group.Value.Count));

    private static IEnumerable<TSummary> Named<TSummary>(GroupTally<string> tally, string others, Func<string, GroupCount, TSummary> summarize)
    {
        IEnumerable<TSummary> named = tally.Largest.Select(group => summarize(group.Key, group.Value));
        return tally.Others is null ? named : named.Append(summarize(others, tally.Others));
    }

    private SortedDictionary<string, long> CountErrors()
    {
        SortedDictionary<string, long> errors = Counts(_byError);
        if (_byError.Others is not null)
        {
            errors["(other errors)"] = _byError.Others.Count;
        }

        return errors;
    }

    private void AddTimes(in ResultFacts facts)
    {
        Latencies.Add(facts.Elapsed);
        DateTimeOffset end = facts.StartTime + facts.Elapsed;
        _first = _first is null || facts.StartTime < _first ? facts.StartTime : _first;
        _last = _last is null || end > _last ? end : _last;
    }
}
