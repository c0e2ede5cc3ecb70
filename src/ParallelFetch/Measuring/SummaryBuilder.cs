using System.Management.Automation;

namespace ParallelFetch.Measuring;

/// <summary>Sums results up, live ones and those that came back from another process or a file.</summary>
internal sealed class SummaryBuilder
{
    private readonly LatencyHistogram _latencies = new();
    private readonly SortedDictionary<int, long> _byStatus = [];
    private readonly SortedDictionary<string, long> _byError = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HostSummary> _byHost = new(StringComparer.OrdinalIgnoreCase);
    private DateTimeOffset? _first;
    private DateTimeOffset? _last;
    private FetchSummary _sum = new();

    internal void Add(PSObject result)
    {
        ResultFacts facts = ResultFacts.Of(result);
        _sum = _sum with
        {
            Count = _sum.Count + 1,
            Succeeded = _sum.Succeeded + (facts.HasFailed ? 0 : 1),
            Failed = _sum.Failed + (facts.HasFailed ? 1 : 0),
            Skipped = _sum.Skipped + (facts.IsSkipped ? 1 : 0),
            Bytes = _sum.Bytes + facts.Bytes,
            Requests = _sum.Requests + facts.Attempts,
            Retries = _sum.Retries + Math.Max(0, facts.Attempts - 1),
            Redirects = _sum.Redirects + facts.Redirects,
            ConnectionsReused = _sum.ConnectionsReused + (facts.ReusedConnection ? 1 : 0),
        };
        if (facts.Error is not null)
        {
            _byError[facts.Error] = _byError.GetValueOrDefault(facts.Error) + 1;
        }

        if (facts.StatusCode != 0)
        {
            _byStatus[facts.StatusCode] = _byStatus.GetValueOrDefault(facts.StatusCode) + 1;
        }

        HostSummary host = _byHost.GetValueOrDefault(facts.Host) ?? new HostSummary(facts.Host, 0, 0, 0);
        _byHost[facts.Host] = host with { Count = host.Count + 1, Failed = host.Failed + (facts.HasFailed ? 1 : 0), Bytes = host.Bytes + facts.Bytes };
        if (facts.Attempts > 0)
        {
            AddTimes(facts);
        }
    }

    internal FetchSummary Build()
    {
        TimeSpan wall = _last - _first ?? TimeSpan.Zero;
        double seconds = Math.Max(wall.TotalSeconds, 0.001);
        return _sum with
        {
            WallTime = wall,
            ResultsPerSecond = _first is null ? 0 : _sum.Count / seconds,
            BytesPerSecond = _first is null ? 0 : _sum.Bytes / seconds,
            P50 = _latencies.Percentile(0.5),
            P90 = _latencies.Percentile(0.9),
            P99 = _latencies.Percentile(0.99),
            Longest = _latencies.Count == 0 ? null : _latencies.Longest,
            ByStatus = _byStatus,
            ByError = _byError,
            ByHost = [.. _byHost.Values.OrderByDescending(static host => host.Count).ThenBy(static host => host.Host, StringComparer.OrdinalIgnoreCase)],
            Latencies = _latencies.Rows(12),
        };
    }

    private void AddTimes(in ResultFacts facts)
    {
        _latencies.Add(facts.Elapsed);
        DateTimeOffset end = facts.StartTime + facts.Elapsed;
        _first = _first is null || facts.StartTime < _first ? facts.StartTime : _first;
        _last = _last is null || end > _last ? end : _last;
    }
}
