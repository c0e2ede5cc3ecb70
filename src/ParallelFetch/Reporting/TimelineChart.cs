using System.Globalization;
using ParallelFetch.Text;

namespace ParallelFetch.Reporting;

/// <summary>How many fetches ended in each second, and how many bytes they brought, from the beginning to the end.</summary>
internal sealed class TimelineChart(Timeline timeline, TimeZoneInfo zone)
{
    private const int MostTicks = 5;

    private readonly IReadOnlyList<TimelineInterval> _intervals = timeline.Intervals;

    internal void Write(HtmlWriter html)
    {
        html.Write($"<p>Fetches per second</p>");
        double most = _intervals.Max(PerSecond);
        double top = Axis.RoundUp(most);
        Plot.Open(html, $"Fetches that ended per second, over {Axis.Label(Total)}: at most {Plot.Rate(most)}.");
        for (int index = 0; index < _intervals.Count; index++)
        {
            TimelineInterval interval = _intervals[index];
            double foot = Plot.Bar(html, "good", index, _intervals.Count, interval.Succeeded / timeline.Length.TotalSeconds / top);
            Plot.Bar(html, "bad", index, _intervals.Count, interval.Failed / timeline.Length.TotalSeconds / top, foot);
        }

        Plot.Close(html, Plot.Rate(top), Plot.Rate(top / 2));
        html.Write($"<p>Bytes per second</p>");
        WriteBytes(html);
        TimeSpan total = Total;
        Plot.Ticks(html, Axis.Steps(total, MostTicks).Select(time => (time / total, Axis.Label(time))));
        WriteTable(html);
    }

    private TimeSpan Total => timeline.Length * _intervals.Count;

    private static string Bytes(double bytes) => HumanUnits.ByteCount(bytes, CultureInfo.InvariantCulture);

    private static string Short(double bytes) => Bytes(bytes).Replace(".0 ", " ", StringComparison.Ordinal);

    private double PerSecond(TimelineInterval interval) => (interval.Succeeded + interval.Failed) / timeline.Length.TotalSeconds;

    private double BytesPerSecond(TimelineInterval interval) => interval.Bytes / timeline.Length.TotalSeconds;

    private void WriteBytes(HtmlWriter html)
    {
        double most = Math.Max(_intervals.Max(BytesPerSecond), 1);

        // Round in the unit that it is written in.
        double unit = Math.Pow(1024, Math.Floor(Math.Log(most, 1024)));
        double top = Math.Min(Axis.RoundUp(most / unit), 1024) * unit;
        Plot.Open(html, $"Bytes of bodies per second, over {Axis.Label(Total)}: at most {Bytes(most)}.");
        for (int index = 0; index < _intervals.Count; index++)
        {
            Plot.Bar(html, "bytes", index, _intervals.Count, BytesPerSecond(_intervals[index]) / top);
        }

        Plot.Close(html, Short(top), Short(top / 2));
    }

    private void WriteTable(HtmlWriter html)
    {
        html.Write($"""<details><summary>The numbers</summary><table><caption>What ended in each interval of {Axis.Label(timeline.Length)}</caption><thead><tr><th scope="col">from</th><th scope="col" class="n">succeeded</th><th scope="col" class="n">failed</th><th scope="col" class="n">bytes</th></tr></thead><tbody>""");
        for (int index = 0; index < _intervals.Count; index++)
        {
            TimelineInterval interval = _intervals[index];
            DateTimeOffset start = TimeZoneInfo.ConvertTime(timeline.Start + (timeline.Length * index), zone);
            string format = timeline.Length < TimeSpan.FromSeconds(1) ? "HH:mm:ss.fff" : timeline.Length < TimeSpan.FromMinutes(5) ? "HH:mm:ss" : "yyyy-MM-dd HH:mm";
            html.Write($"""<tr><td>{start.ToString(format, CultureInfo.InvariantCulture)}</td><td class="n">{interval.Succeeded:N0}</td><td class="n">{interval.Failed:N0}</td><td class="n">{Bytes(interval.Bytes)}</td></tr>""");
        }

        html.Write($"</tbody></table></details>");
    }
}
