using ParallelFetch.Measuring;
using ParallelFetch.Text;

namespace ParallelFetch.Reporting;

/// <summary>A fetch that a report shows on its own.</summary>
internal sealed record ReportedFetch(string Url, string Outcome, bool HasFailed, TimeSpan Elapsed, int Attempts)
{
    internal static ReportedFetch Of(in ResultFacts facts) => new(
        MaskedUrl.InReport(facts.Uri),
        facts.HasFailed ? facts.Cause : FormattableString.Invariant($"HTTP {facts.StatusCode}"),
        facts.HasFailed,
        facts.Elapsed,
        facts.Attempts);
}
