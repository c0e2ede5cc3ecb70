using System.Globalization;
using System.Text;
using ParallelFetch.Measuring;
using ParallelFetch.Text;

namespace ParallelFetch.Formatting;

/// <summary>
/// The text of a summary's view; called by the module's format file. No line is longer than 80 characters, and there are
/// no colours in it, so that it looks the same at the prompt, in a file and in a log.
/// </summary>
public static class SummaryFormat
{
    private const int MostHosts = 5;
    private const int MostComputers = 5;
    private const int LongestName = 40;
    private const int LongestBar = 50;

    /// <summary>The summary as a few lines and a histogram.</summary>
    /// <param name="summary">The summary.</param>
    public static string Describe(FetchSummary summary)
    {
        ArgumentNullException.ThrowIfNull(summary);
        var lines = new LabelledLines();
        lines.Add("Results", $"{summary.Count:N0}:", $"{summary.Succeeded:N0} succeeded,", $"{summary.Failed:N0} failed,", $"{summary.Skipped:N0} skipped");
        lines.Add("Statuses", Series(summary.ByStatus));
        foreach ((string error, long count) in summary.ByError)
        {
            lines.Add("Errors", $"{Name(error)} × {count:N0}");
        }

        lines.AddFirst("Hosts", MostHosts, [.. summary.ByHost.Select(static host => Group(host.Host, host.Count, host.Failed, host.Refusals))]);
        lines.AddFirst("Computers", MostComputers, [.. summary.ByComputer.Select(static computer => Group(computer.ComputerName, computer.Count, computer.Failed, 0))]);
        if (summary.P50 is null)
        {
            return lines.ToString();
        }

        lines.Add(
            "Requests",
            $"{summary.Requests:N0}:",
            $"{summary.Retries:N0} retries,",
            $"{summary.Redirects:N0} redirects,",
            $"{summary.ConnectionsReused:N0} fetches on open connections");
        if (summary.Refusals > 0 || summary.HeldBack > 0)
        {
            lines.Add(
                "Held back",
                $"{summary.Refusals:N0} requests refused,",
                $"{summary.HeldBack:N0} fetches waited for their host,",
                $"{FetchFormat.Duration(summary.LongestHeldBack)} at the most");
        }

        lines.Add("Bodies", $"{FetchFormat.ByteCount(summary.Bytes)},", $"{FetchFormat.ByteCount((long)summary.BytesPerSecond)}/s");
        lines.Add("Wall time", $"{FetchFormat.Duration(summary.WallTime)},", $"{summary.FetchesPerSecond:N1} fetches/s");
        lines.Add("Latency", $"p50 {Time(summary.P50)},", $"p90 {Time(summary.P90)},", $"p99 {Time(summary.P99)},", $"longest {Time(summary.Longest)}");
        return lines + Environment.NewLine + Histogram(summary.Latencies);
    }

    private static string Histogram(IReadOnlyList<LatencyRow> rows)
    {
        var text = new StringBuilder();
        long most = rows.Max(static row => row.Count);
        foreach (LatencyRow row in rows)
        {
            int length = (int)Math.Ceiling(LongestBar * row.Count / (double)most);
            text.AppendLine().Append(("≤ " + FetchFormat.Duration(row.UpTo)).PadLeft(12)).Append(' ').Append('█', length)
                .Append(CultureInfo.CurrentCulture, $"{(length == 0 ? string.Empty : " ")}{row.Count:N0}");
        }

        return text.ToString();
    }

    private static string[] Series(IReadOnlyDictionary<int, long> counts) =>
        [.. counts.Select((entry, index) => $"{entry.Key} × {entry.Value:N0}" + (index < counts.Count - 1 ? "," : string.Empty))];

    private static string Group(string name, long count, long failed, long refused)
    {
        string figures = $" × {count:N0}" + (failed > 0 ? $", {failed:N0} failed" : string.Empty) + (refused > 0 ? $", {refused:N0} refused" : string.Empty);
        return Name(name, Math.Min(LongestName, LabelledLines.TextWidth - figures.Length)) + figures;
    }

    // A copy may have any text: nothing that a terminal would obey, and nothing that breaks the layout.
    private static string Name(string name, int longest = LongestName)
    {
        string shown = VisibleText.Of(name);
        return shown.Length > longest ? string.Concat(shown.AsSpan(0, longest - 1), "…") : shown;
    }

    private static string Time(TimeSpan? time) => time is null ? string.Empty : FetchFormat.Duration(time.Value);
}
