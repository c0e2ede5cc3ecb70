using System.Globalization;
using ParallelFetch.Benchmarks.Peers;

namespace ParallelFetch.Benchmarks.Contenders.Persistent;

/// <summary>aria2c with a list and retries.</summary>
internal sealed class PersistentAria2(Tool aria2) : PersistentDownloader(aria2)
{
    public override string Key => "aria2";

    public override string Title => $"aria2c {Tool.Version} `--max-tries=10 --retry-wait=1`";

    protected override IEnumerable<string> Arguments(PersistentWork work, string folder)
    {
        string file = InputFile(work, static (url, index) => string.Create(CultureInfo.InvariantCulture, $"{url}\n out={index}"));
        string[] connect = work.ConnectSeconds is { } seconds ? [$"--connect-timeout={Text(seconds)}"] : [];
        return
        [
            "--no-conf", "--quiet", "--file-allocation=none", "--auto-save-interval=0", "--max-connection-per-server=1",
            $"--max-concurrent-downloads={Text(work.Throttle)}", $"--max-tries={Text(work.Retries)}", "--retry-wait=1", .. connect,
            $"--dir={folder}", $"--input-file={file}",
        ];
    }
}
