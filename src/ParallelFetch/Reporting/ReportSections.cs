using System.Globalization;
using System.Net;
using ParallelFetch.Text;

namespace ParallelFetch.Reporting;

/// <summary>What failed where, what the servers answered, which hosts were asked, and the fetches to look at.</summary>
internal sealed class ReportSections(FetchSummary summary, ReportCollector report)
{
    private const int MostRows = 20;

    internal void WriteFailures(HtmlWriter html)
    {
        if (summary.Failed == 0)
        {
            html.Write($"""<p class="more">Nothing failed.</p>""");
            return;
        }

        var kinds = report.Failures.Largest
            .GroupBy(static group => group.Key.Cause, static group => group.Value.Count)
            .Select(static kind => (Kind: kind.Key, Count: kind.Sum()))
            .OrderByDescending(static kind => kind.Count);
        new ReportTable("Failures by kind", "Kind", "#Results").Write(html, kinds.Select(kind =>
            new ReportRow(kind.Kind, Number(kind.Count)) { Share = kind.Count / (double)summary.Failed, IsBad = true }), More(report.Failures.Others?.Count));

        long left = report.Failures.Largest.Skip(MostRows).Sum(static group => group.Value.Count) + (report.Failures.Others?.Count ?? 0);
        new ReportTable("Failures by host and kind", "Host", "Kind", "#Results").Write(
            html,
            report.Failures.Largest.Take(MostRows).Select(static group => new ReportRow(group.Key.Host, group.Key.Cause, Number(group.Value.Count))),
            More(left));
    }

    internal void WriteFailed(HtmlWriter html)
    {
        if (summary.Failed > 0)
        {
            WriteFetches(html, "URLs that failed", report.Failed, More(summary.Failed - report.Failed.Count));
        }
    }

    internal void WriteSlowest(HtmlWriter html)
    {
        if (report.Slowest.Any())
        {
            WriteFetches(html, "Slowest URLs", report.Slowest, null);
        }
    }

    internal void WriteStatuses(HtmlWriter html)
    {
        long answered = summary.ByStatus.Values.Sum();
        if (answered == 0)
        {
            return;
        }

        new ReportTable("Responses by status", "Status", "#Responses").Write(html, summary.ByStatus.Select(status =>
            new ReportRow($"{status.Key} {NameOf(status.Key)}", Number(status.Value)) { Share = status.Value / (double)answered, IsBad = status.Key >= 400 }));
    }

    internal void WriteHosts(HtmlWriter html) =>
        WriteGroups(html, "Results by host", "Host", [.. summary.ByHost.Select(static host => (host.Host, host.Count, host.Failed, host.Bytes))]);

    /// <summary>Which hosts refused requests, or kept them waiting.</summary>
    internal void WriteHeldBack(HtmlWriter html)
    {
        HostSummary[] hosts = [.. summary.ByHost.Where(static host => host.Refusals > 0 || host.HeldBack > 0).OrderByDescending(static host => host.Refusals)];
        if (hosts.Length == 0)
        {
            return;
        }

        new ReportTable("Hosts that refused requests or could not be reached for a time", "Host", "#Refused", "#Waited", "#Longest wait").Write(
            html,
            hosts.Take(MostRows).Select(static host => new ReportRow(
                host.Host, Number(host.Refusals), Number(host.HeldBack), HumanUnits.Duration(host.LongestHeldBack, CultureInfo.InvariantCulture))),
            hosts.Length > MostRows ? $"and {Number(hosts.Length - MostRows)} more" : null);
        html.Write($"""<p class="more">Refused: requests that the host had no room for and that were put back, or given up in the end. Waited: URLs that waited for another turn.</p>""");
    }

    internal void WriteComputers(HtmlWriter html)
    {
        if (summary.ByComputer.Count > 0)
        {
            WriteGroups(html, "Results by computer that fetched", "Computer", [.. summary.ByComputer.Select(static one => (one.ComputerName, one.Count, one.Failed, one.Bytes))]);
        }
    }

    private static void WriteGroups(HtmlWriter html, string caption, string name, (string Name, long Count, long Failed, long Bytes)[] groups) =>
        new ReportTable(caption, name, "#Results", "#Failed", "#Bytes").Write(
            html,
            groups.Take(MostRows).Select(static group => new ReportRow(
                group.Name, Number(group.Count), Number(group.Failed), HumanUnits.ByteCount(group.Bytes, CultureInfo.InvariantCulture))),
            groups.Length > MostRows ? $"and {Number(groups.Length - MostRows)} more" : null);

    private static void WriteFetches(HtmlWriter html, string caption, IEnumerable<ReportedFetch> fetches, string? more) =>
        new ReportTable(caption, "URL", "#Time", "#Tries").Write(
            html,
            fetches.Select(static fetch => new ReportRow(
                fetch.Url,
                fetch.Attempts == 0 ? "–" : HumanUnits.Duration(fetch.Elapsed, CultureInfo.InvariantCulture),
                Number(fetch.Attempts))
            {
                Remark = fetch.Outcome,
                IsBad = fetch.HasFailed,
            }),
            more);

    private static string? More(long? count) => count > 0 ? $"and {Number(count.Value)} more results" : null;

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string NameOf(int status)
    {
        using var response = new HttpResponseMessage((HttpStatusCode)Math.Clamp(status, 0, 999));
        return response.ReasonPhrase ?? string.Empty;
    }
}
