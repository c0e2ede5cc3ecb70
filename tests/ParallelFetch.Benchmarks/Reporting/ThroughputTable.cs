using ParallelFetch.Benchmarks.Measuring;

namespace ParallelFetch.Benchmarks.Reporting;

/// <summary>Requests per second and CPU per request, and both against a base.</summary>
internal static class ThroughputTable
{
    public static MarkdownTable Create(IEnumerable<Series> series, Series? @base)
    {
        string name = @base?.Label ?? "base";
        var table = new MarkdownTable("contender", "requests", "requests/s", "CPU µs/request", $"requests/s ÷ {name}", $"CPU ÷ {name}");
        foreach (Series one in series.Where(one => one.Samples.Count > 0))
        {
            table.Add(
                one.Label,
                Spread.Format(one.Work.Count),
                one.Rate?.ToString(),
                one.Cpu?.ToString(),
                one.Against(sample => sample.Rate, @base)?.ToString(),
                one.Against(sample => sample.CpuPerRequest, @base)?.ToString());
        }

        return table;
    }
}
