using System.Globalization;
using ParallelFetch.Benchmarks.Peers;

namespace ParallelFetch.Benchmarks.Contenders;

/// <summary>curl --parallel with a config file of URLs; bodies go nowhere.</summary>
internal sealed class CurlContender(Tool curl) : ChildContender(curl)
{
    // Before 8.16 a larger --parallel-max silently means 50.
    private const int OldMaximum = 300;

    private bool HasOldMaximum => !Tool.IsAtLeast(8, 16);

    public override string Key => "curl";

    public override string Title => $"curl {Tool.Version} --parallel";

    public override string? NoteOn(Workload work) => HasOldMaximum && work.Throttle > OldMaximum
        ? $"curl {Tool.Version} does {OldMaximum} transfers at once at the most; 8.16 and later do 65,535."
        : null;

    public override RunOutcome Run(Workload work, CancellationToken cancellation)
    {
        string sink = OperatingSystem.IsWindows() ? "NUL" : "/dev/null";
        string file = InputFile(work, (url, _) => $"url = \"{url}\"\noutput = \"{sink}\"");
        int throttle = HasOldMaximum ? Math.Min(work.Throttle, OldMaximum) : work.Throttle;
        string output = Execute(
            [
                "--disable", "--parallel", "--parallel-max", throttle.ToString(CultureInfo.InvariantCulture), "--silent", "--show-error",
                "--insecure", work.IsHttp2 ? "--http2" : "--http1.1", "--write-out", "%{http_code} %{size_download}\\n", "--config", file,
            ],
            cancellation);
        string[][] lines = [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' '))];
        return new RunOutcome(
            lines.Count(line => line[0] == "200"),
            lines.Sum(line => long.Parse(line[1], CultureInfo.InvariantCulture)));
    }
}
