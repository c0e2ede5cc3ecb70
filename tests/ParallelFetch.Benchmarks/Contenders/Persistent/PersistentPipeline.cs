using LoopbackServer.Client;
using ParallelFetch.Benchmarks.Peers;

namespace ParallelFetch.Benchmarks.Contenders.Persistent;

/// <summary>Start-ParallelFetch in a fresh stock pwsh, with nothing said about failures.</summary>
internal sealed class PersistentPipeline(Tool pwsh) : PersistentContender(pwsh)
{
    public override string Key => "pipeline";

    public override string Title => "`$urls | Start-ParallelFetch`";

    public override bool IsOurs => true;

    public override PersistentOutcome Run(PersistentWork work, CancellationToken cancellation)
    {
        string[] throttle = work.IsDefaultThrottle ? [] : ["-Throttle", Text(work.Throttle)];
        return ExecuteScript(
            work,
            "reach_parallelfetch.ps1",
            ["-Module", RepositoryLayout.ModuleManifest, "-File", InputFile(work, (url, _) => url), .. throttle],
            cancellation);
    }
}
