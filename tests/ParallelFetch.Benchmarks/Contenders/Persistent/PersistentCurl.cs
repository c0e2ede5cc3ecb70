using ParallelFetch.Benchmarks.Peers;

namespace ParallelFetch.Benchmarks.Contenders.Persistent;

/// <summary>
/// curl --parallel with retries of everything that it can try again, after a second or what Retry-After says: with its own waits, which
/// double, ten tries take up to a quarter of an hour.
/// </summary>
internal sealed class PersistentCurl(Tool curl) : PersistentContender(curl)
{
    // Before 8.16 a larger --parallel-max silently means 50.
    private const int OldMaximum = 300;

    public override string Key => "curl";

    public override string Title => $"curl {Tool.Version} `-Z --retry 10 --retry-all-errors --retry-delay 1`";

    public override PersistentOutcome Run(PersistentWork work, CancellationToken cancellation)
    {
        int throttle = Tool.IsAtLeast(8, 16) ? work.Throttle : Math.Min(work.Throttle, OldMaximum);
        string[] connect = work.ConnectSeconds is { } seconds ? ["--connect-timeout", Text(seconds)] : [];
        string file = InputFile(work, static (url, _) => $"url = \"{url}\"\noutput = \"/dev/null\"");
        (ChildResult result, TimeSpan wall, DateTimeOffset startedAt) = Execute(
            work,
            [
                "--disable", "--parallel", "--parallel-max", Text(throttle), "--silent", "--fail", "--retry", Text(work.Retries),
                "--retry-all-errors", "--retry-delay", "1", .. connect, "--write-out", "%{http_code}\\n", "--config", file,
            ],
            cancellation);
        string[] codes = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string ends = string.Join(
            ", ", codes.CountBy(static code => code).OrderBy(static end => end.Key).Select(static end => $"{end.Value} × {end.Key}"));
        return new PersistentOutcome(codes.Count(static code => code == "200"), wall, startedAt, ends);
    }
}
