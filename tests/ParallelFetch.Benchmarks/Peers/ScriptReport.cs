using System.Text.Json;
using ParallelFetch.Benchmarks.Contenders;

namespace ParallelFetch.Benchmarks.Peers;

/// <summary>The last line that a script of ours writes: what it did, timed inside, so that starting the interpreter does not count.</summary>
internal sealed record ScriptReport(long Succeeded, long Bytes, double WallSeconds, double CpuSeconds, int Unmeasured)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static RunOutcome Parse(string output)
    {
        string line = output.TrimEnd().Split('\n')[^1];
        ScriptReport report = JsonSerializer.Deserialize<ScriptReport>(line, Json) ?? throw new BenchmarkException($"no report in '{line}'");
        return new RunOutcome(report.Succeeded, report.Bytes)
        {
            Wall = TimeSpan.FromSeconds(report.WallSeconds),
            Cpu = TimeSpan.FromSeconds(report.CpuSeconds),
            Unmeasured = report.Unmeasured,
        };
    }
}
