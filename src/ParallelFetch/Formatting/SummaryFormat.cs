using System.Globalization;
using System.Text;
using ParallelFetch.Measuring;

namespace ParallelFetch.Formatting;

/// <summary>The text of a summary's view; called by the module's format file. No line is longer than 80 characters.</summary>
public static class SummaryFormat
{
    private const int MostHosts = 5;
    private const int LongestHost = 40;
    private const int LongestBar = 50;

    /// <summary>The summary as a few lines and a histogram.</summary>
    /// <param name="summary">The summary.</param>
    public static string Describe(FetchSummary summary)
    {
        ArgumentNullException.ThrowIfNull(summary);
        var text = new StringBuilder();
        Line(text, "Results", $"{summary.Count:N0}: {summary.Succeeded:N0} succeeded, {summary.Failed:N0} failed, {summary.Skipped:N0} skipped");
        if (summary.ByStatus.Count > 0)
        {
            Line(text, "Statuses", string.Join(", ", summary.ByStatus.Select(static status => $"{status.Key} × {status.Value:N0}")));
        }

        foreach ((string error, long count) in summary.ByError)
        {
            Line(text, "Errors", $"{error} × {count:N0}");
        }

        foreach (HostSummary host in summary.ByHost.Take(MostHosts))
        {
            string name = host.Host.Length > LongestHost ? string.Concat(host.Host.AsSpan(0, LongestHost - 1), "…") : host.Host;
            Line(text, "Hosts", $"{name} × {host.Count:N0}, {host.Failed:N0} failed");
        }

        if (summary.ByHost.Count > MostHosts)
        {
            Line(text, "Hosts", $"and {summary.ByHost.Count - MostHosts:N0} others");
        }

        Line(text, "Requests", $"{summary.Requests:N0}, {summary.Retries:N0} of them retries; {summary.Redirects:N0} redirects; {summary.ConnectionsReused:N0} on open connections");
        Line(text, "Bodies", $"{FetchFormat.ByteCount(summary.Bytes)}, {FetchFormat.ByteCount((long)summary.BytesPerSecond)}/s");
        Line(text, "Wall time", $"{FetchFormat.Duration(summary.WallTime)}, {summary.ResultsPerSecond:N1} results/s");
        if (summary.P50 is not null)
        {
            Line(text, "Latency", $"p50 {Time(summary.P50)}, p90 {Time(summary.P90)}, p99 {Time(summary.P99)}, longest {Time(summary.Longest)}");
            AddHistogram(text, summary.Latencies);
        }

        return text.ToString().TrimEnd();
    }

    private static void AddHistogram(StringBuilder text, IReadOnlyList<LatencyRow> rows)
    {
        long most = rows.Max(static row => row.Count);
        foreach (LatencyRow row in rows)
        {
            int length = (int)Math.Ceiling(LongestBar * row.Count / (double)most);
            text.Append(CultureInfo.CurrentCulture, $"{"≤ " + FetchFormat.Duration(row.UpTo),12} ").Append('█', length)
                .Append(CultureInfo.CurrentCulture, $" {row.Count:N0}").AppendLine();
        }
    }

    private static string Time(TimeSpan? time) => time is null ? string.Empty : FetchFormat.Duration(time.Value);

    private static void Line(StringBuilder text, string label, string value) => text.Append(label.PadRight(10)).AppendLine(value);
}
