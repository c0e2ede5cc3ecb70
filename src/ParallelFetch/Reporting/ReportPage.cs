using System.Globalization;
using ParallelFetch.Measuring;
using ParallelFetch.Text;

namespace ParallelFetch.Reporting;

/// <summary>The web page about a batch: one file that needs no other, no script and no network.</summary>
internal sealed class ReportPage(FetchSummary summary, LatencyHistogram latencies, ReportCollector report, TimeProvider time)
{
    private readonly ReportSections _tables = new(summary, report);

    internal void Write(TextWriter output)
    {
        var html = new HtmlWriter(output);
        DateTimeOffset now = time.GetLocalNow();
        WriteHead(html, now);
        WriteOutcome(html);
        if (summary.Count > 0)
        {
            WriteSections(html);
        }

        html.Write($"""
            <footer>
            <p>Written by Measure-ParallelFetch, {Date(now)}. All times are those of the zone {time.LocalTimeZone.Id}.</p>
            <p>URLs are shown without user names, passwords, fragments and the values of their queries. Bytes are those of bodies, decompressed. The time of a fetch
            is from its first try to its end, waits before retries included; percentiles are right to within 1 %. Success is a status below 400.</p>
            </footer>
            </main>
            </body>
            </html>
            """);
    }

    private static string Duration(TimeSpan? time) => time is null ? "–" : HumanUnits.Duration(time.Value, CultureInfo.InvariantCulture);

    private static string Bytes(double bytes) => HumanUnits.ByteCount(bytes, CultureInfo.InvariantCulture);

    private static string Share(long part, long whole) => whole == 0 ? "–" : (part / (double)whole).ToString(part == whole || part == 0 ? "0 %" : "0.0 %", CultureInfo.InvariantCulture);

    private static void WriteTile(HtmlWriter html, string name, string value, string remark) =>
        html.Write($"<div><dt>{name}</dt><dd>{value}</dd><dd>{remark}</dd></div>");

    private static void WriteSection(HtmlWriter html, string id, string title, params Action<HtmlWriter>[] parts)
    {
        html.Write($"""<section aria-labelledby="{id}"><h2 id="{id}">{title}</h2>""");
        foreach (Action<HtmlWriter> part in parts)
        {
            part(html);
        }

        html.Write($"</section>");
    }

    private string Date(DateTimeOffset moment) =>
        TimeZoneInfo.ConvertTime(moment, time.LocalTimeZone).ToString("yyyy-MM-dd HH:mm:ss 'UTC'zzz", CultureInfo.InvariantCulture);

    private void WriteHead(HtmlWriter html, DateTimeOffset now)
    {
        html.Write($"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="referrer" content="no-referrer">
            <title>ParallelFetch report, {Date(summary.StartTime ?? now)}</title>
            <style>
            """);
        html.WriteResource("ParallelFetch.Reporting.report.css");
        html.Write($"""
            </style>
            </head>
            <body>
            <main>
            <header><h1>ParallelFetch report</h1>
            """);
        if (summary is { StartTime: { } start, EndTime: { } end })
        {
            html.Write($"""<p>From <time datetime="{start:o}">{Date(start)}</time> to <time datetime="{end:o}">{Date(end)}</time></p>""");
        }
        else
        {
            html.Write($"<p>{Date(now)}. {(summary.Count == 0 ? "No results came in." : "No request was sent.")}</p>");
        }

        html.Write($"</header>");
    }

    private void WriteOutcome(HtmlWriter html)
    {
        (string Kind, string Name, long Count)[] parts = [("good", "succeeded", summary.Succeeded), ("bad", "failed", summary.Failed), ("idle", "skipped", summary.Skipped)];
        html.Write($"""<section class="outcome" aria-label="Outcome"><p><strong>{summary.Count:N0}</strong> {(summary.Count == 1 ? "result" : "results")}</p><div class="whole" aria-hidden="true">""");
        foreach ((string kind, _, long count) in parts.Where(static part => part.Count > 0))
        {
            html.Write($"""<span class="{kind}" style="flex-grow:{count}"></span>""");
        }

        html.Write($"</div><ul>");
        foreach ((string kind, string name, long count) in parts)
        {
            html.Write($"""<li><span class="key {kind}" aria-hidden="true"></span>{count:N0} {name} <small>{Share(count, summary.Count)}</small></li>""");
        }

        html.Write($"</ul><dl>");
        WriteTile(html, "Wall time", Duration(summary.StartTime is null ? null : summary.WallTime), $"{Plot.Rate(summary.FetchesPerSecond)} fetches/s");
        WriteTile(html, "Bodies", Bytes(summary.Bytes), $"{Bytes(summary.BytesPerSecond)}/s");
        WriteTile(html, "Half took at most", Duration(summary.P50), $"90 %: {Duration(summary.P90)}");
        WriteTile(html, "99 % took at most", Duration(summary.P99), $"longest: {Duration(summary.Longest)}");
        WriteTile(html, "Requests", summary.Requests.ToString("N0", CultureInfo.InvariantCulture), string.Create(CultureInfo.InvariantCulture, $"{summary.Retries:N0} retries, {summary.Redirects:N0} redirects"));
        if (summary.Refusals > 0 || summary.HeldBack > 0)
        {
            WriteTile(html, "Refused requests", summary.Refusals.ToString("N0", CultureInfo.InvariantCulture), string.Create(CultureInfo.InvariantCulture, $"{summary.HeldBack:N0} fetches waited, {Duration(summary.LongestHeldBack)} at most"));
        }

        WriteTile(html, "On open connections", Share(summary.ConnectionsReused, latencies.Count), "of the fetches");
        html.Write($"</dl></section>");
    }

    private void WriteSections(HtmlWriter html)
    {
        if (latencies.Count > 0)
        {
            WriteSection(html, "latency", "How long fetches took", new LatencyChart(latencies, summary).Write);
            WriteSection(html, "throughput", "Throughput over time", new TimelineChart(report.Timeline, time.LocalTimeZone).Write);
        }

        WriteSection(html, "failures", "Failures", _tables.WriteFailures);
        WriteSection(html, "servers", "Servers", _tables.WriteStatuses, _tables.WriteHosts, _tables.WriteHeldBack, _tables.WriteComputers);
        WriteSection(html, "urls", "URLs to look at", _tables.WriteFailed, _tables.WriteSlowest);
    }
}
