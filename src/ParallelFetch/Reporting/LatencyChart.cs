using System.Globalization;
using ParallelFetch.Measuring;
using ParallelFetch.Text;

namespace ParallelFetch.Reporting;

/// <summary>How long the fetches took: a histogram on a logarithmic scale, with the percentiles marked.</summary>
internal sealed class LatencyChart(LatencyHistogram latencies, FetchSummary summary)
{
    private const int MostBars = 60;
    private const int MostTicks = 6;

    private readonly IReadOnlyList<LatencyRow> _rows = latencies.Rows(MostBars);

    internal void Write(HtmlWriter html)
    {
        (string Name, TimeSpan Time)[] marks = [("p50", summary.P50!.Value), ("p90", summary.P90!.Value), ("p99", summary.P99!.Value)];
        long most = _rows.Max(static row => row.Count);
        string inWords = string.Join(", ", marks.Select(static mark => $"{mark.Name} {Text(mark.Time)}"));
        html.Write($"""<div class="marks">""");
        foreach ((string name, TimeSpan time) in marks)
        {
            double at = PlaceOf(time);
            html.Write($"""<span class="{(at < 0.5 ? "right" : "left")}" style="left:{at * 100:0.##}%"><b>{name}</b> {Text(time)}</span>""");
        }

        html.Write($"</div>");
        Plot.Open(html, string.Create(CultureInfo.InvariantCulture, $"Histogram of the times of {latencies.Count:N0} fetches: {inWords}, longest {Text(latencies.Longest)}."));
        for (int index = 0; index < _rows.Count; index++)
        {
            Plot.Bar(html, "good", index, _rows.Count, _rows[index].Count / (double)most);
        }

        foreach ((_, TimeSpan time) in marks)
        {
            html.Write($"""<path class="mark" d="M{PlaceOf(time) * Plot.Width:0.##} 0V{Plot.Height}"/>""");
        }

        Plot.Close(html, most.ToString("N0", CultureInfo.InvariantCulture), string.Empty);
        Plot.Ticks(html, Axis.LogSteps(_rows[0].From, _rows[^1].UpTo, MostTicks).Select(time => (PlaceOf(time), Axis.Label(time))));
        WriteTable(html);
    }

    private static string Text(TimeSpan time) => HumanUnits.Duration(time, CultureInfo.InvariantCulture);

    private void WriteTable(HtmlWriter html)
    {
        html.Write($"""<details><summary>The numbers</summary><table><caption>Fetches by time</caption><thead><tr><th scope="col" class="n">longer than</th><th scope="col" class="n">up to</th><th scope="col" class="n">fetches</th></tr></thead><tbody>""");
        foreach (LatencyRow row in _rows.Where(static row => row.Count > 0))
        {
            html.Write($"""<tr><td class="n">{Text(row.From)}</td><td class="n">{Text(row.UpTo)}</td><td class="n">{row.Count:N0}</td></tr>""");
        }

        html.Write($"</tbody></table></details>");
    }

    // From 0 to 1, on the logarithmic scale of the bars.
    private double PlaceOf(TimeSpan time)
    {
        double from = Math.Log(_rows[0].From.TotalSeconds);
        double upTo = Math.Log(_rows[^1].UpTo.TotalSeconds);
        return Math.Clamp((Math.Log(Math.Max(time.TotalSeconds, 1e-9)) - from) / (upTo - from), 0, 1);
    }
}
