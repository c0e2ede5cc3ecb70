using ParallelFetch.Benchmarks.Peers;

namespace ParallelFetch.Benchmarks.Contenders.Persistent;

/// <summary>wget with a list, which it fetches one by one.</summary>
internal sealed class PersistentWget(Tool wget) : PersistentDownloader(wget)
{
    public override string Key => "wget";

    public override string Title => $"wget {Tool.Version}, one at a time, 10 tries";

    public override int MaximumSlowRequests => 1_000;

    protected override IEnumerable<string> Arguments(PersistentWork work, string folder) =>
    [
        "--no-config", "--quiet", $"--tries={Text(work.Retries)}", "--waitretry=1", "--retry-connrefused",
        "--retry-on-http-error=403,429,503", $"--directory-prefix={folder}", $"--input-file={InputFile(work, static (url, _) => url)}",
    ];
}
