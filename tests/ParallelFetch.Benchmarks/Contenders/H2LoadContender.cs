using System.Globalization;
using System.Text.RegularExpressions;
using ParallelFetch.Benchmarks.Peers;

namespace ParallelFetch.Benchmarks.Contenders;

/// <summary>h2load: a load generator in C that keeps nothing, so the practical limit of what a client can do.</summary>
internal sealed partial class H2LoadContender(Tool h2load) : ChildContender(h2load)
{
    public override string Key => "h2load";

    public override string Title => $"h2load {Tool.Version} (C, the practical limit)";

    public override RunOutcome Run(Workload work, CancellationToken cancellation)
    {
        string throttle = Math.Min(work.Throttle, work.Count).ToString(CultureInfo.InvariantCulture);
        string[] way = work.IsHttp2 ? ["-c", "1", "-m", throttle] : ["--h1", "-c", throttle, "-m", "1"];
        string output = Execute(
            ["-n", work.Count.ToString(CultureInfo.InvariantCulture), "-t", "1", .. way, work.Urls[0]],
            cancellation);
        return new RunOutcome(Number(Statuses().Match(output)), Number(BodyBytes().Match(output)));
    }

    private static long Number(Match match) =>
        match.Success ? long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : throw new BenchmarkException("h2load says nothing of use");

    [GeneratedRegex(@"status codes: (\d+) 2xx")]
    private static partial Regex Statuses();

    [GeneratedRegex(@"\((\d+)\) data")]
    private static partial Regex BodyBytes();
}
