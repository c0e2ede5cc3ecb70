using ParallelFetch.Measuring;

namespace ParallelFetch.Reporting;

/// <summary>Keeps what a report shows beyond the summary, in bounded memory.</summary>
internal sealed class ReportCollector
{
    internal const int MostSlowest = 10;
    internal const int MostFailed = 50;
    private const int MostFailureGroups = 1_000;

    private readonly PriorityQueue<ReportedFetch, TimeSpan> _slowest = new(MostSlowest + 1);
    private readonly List<ReportedFetch> _failed = [];

    internal Timeline Timeline { get; } = new();

    /// <summary>Failures by their cause and host.</summary>
    internal GroupTally<(string Cause, string Host)> Failures { get; } = new(MostFailureGroups);

    /// <summary>The fetches that took longest, the longest first.</summary>
    internal IEnumerable<ReportedFetch> Slowest => _slowest.UnorderedItems.Select(static item => item.Element).OrderByDescending(static fetch => fetch.Elapsed);

    /// <summary>Those that failed first.</summary>
    internal IReadOnlyList<ReportedFetch> Failed => _failed;

    internal void Add(in ResultFacts facts)
    {
        if (facts.IsTimed)
        {
            Timeline.Add(facts.StartTime + facts.Elapsed, facts.HasFailed, facts.Bytes);
            if (_slowest.Count < MostSlowest || facts.Elapsed > _slowest.Peek().Elapsed)
            {
                _slowest.Enqueue(ReportedFetch.Of(facts), facts.Elapsed);
                if (_slowest.Count > MostSlowest)
                {
                    _slowest.Dequeue();
                }
            }
        }

        if (facts.HasFailed)
        {
            Failures.Add((facts.Cause, facts.Host ?? string.Empty), facts);
            if (_failed.Count < MostFailed)
            {
                _failed.Add(ReportedFetch.Of(facts));
            }
        }
    }
}
