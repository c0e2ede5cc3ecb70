using ParallelFetch.Benchmarks.Peers;

namespace ParallelFetch.Benchmarks.Contenders.Persistent;

/// <summary>Invoke-WebRequest with retries in ForEach-Object -Parallel.</summary>
internal sealed class PersistentInvokeWebRequest(Tool pwsh) : PersistentContender(pwsh)
{
    public override string Key => "foreach-iwr";

    public override string Title => "`ForEach-Object -Parallel { Invoke-WebRequest -MaximumRetryCount 10 }`";

    public override int MaximumSlowRequests => 1_000;

    public override PersistentOutcome Run(PersistentWork work, CancellationToken cancellation) => ExecuteScript(
        work,
        "reach_invoke_webrequest.ps1",
        [
            "-File", InputFile(work, (url, _) => url), "-Throttle", Text(work.Throttle), "-Retries", Text(work.Retries),
            "-ConnectSeconds", Text(work.ConnectSeconds ?? 0),
        ],
        cancellation);
}
