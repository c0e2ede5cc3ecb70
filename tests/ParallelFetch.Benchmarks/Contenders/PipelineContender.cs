using System.Collections;

namespace ParallelFetch.Benchmarks.Contenders;

/// <summary>What users run: the URLs piped into Start-ParallelFetch in a PowerShell session, the results dropped.</summary>
internal sealed class PipelineContender(bool progress = false, bool readContent = false) : Contender
{
    private readonly InProcessPowerShell _session = InProcessPowerShell.WithModule();
    private readonly string _preference = $"$ProgressPreference = '{(progress ? "Continue" : "SilentlyContinue")}'; ";
    private readonly string _sink = readContent ? "ForEach-Object { $null = $_.Content }" : "Out-Null";

    public override string Key => progress ? "pipeline-progress" : "pipeline";

    public override string Title => (progress, readContent) switch
    {
        (true, _) => "`$urls | Start-ParallelFetch`, progress on",
        (_, true) => "`$urls | Start-ParallelFetch | ForEach-Object { $_.Content }`",
        _ => "`$urls | Start-ParallelFetch`",
    };

    public override bool IsOurs => true;

    public override RunOutcome Run(Workload work, CancellationToken cancellation)
    {
        _session.Run($"{_preference}$options = $args[1]; $args[0] | Start-ParallelFetch @options | {_sink}", work.Urls, Options(work));
        return new RunOutcome(null, null);
    }

    public override RunOutcome Prove(Workload work, CancellationToken cancellation) => _session.RunCounting(
        $$"""
        {{_preference}}$options = $args[1]
        $version = $args[2]; $succeeded = 0; $bytes = 0
        $args[0] | Start-ParallelFetch @options | ForEach-Object {
            $succeeded += $_.StatusCode -eq 200 -and $_.IsSuccess -and $_.HttpVersion -eq $version
            $bytes += $_.ContentBytes.Length
        }
        $succeeded, $bytes
        """,
        work.Urls,
        Options(work),
        work.HttpVersion);

    protected override void Dispose(bool disposing)
    {
        _session.Dispose();
        base.Dispose(disposing);
    }

    private static Hashtable Options(Workload work)
    {
        var options = new Hashtable { ["Throttle"] = work.Throttle };
        if (work.Urls[0].StartsWith("https:", StringComparison.Ordinal))
        {
            options["SkipCertificateCheck"] = true;
            options["HttpVersion"] = work.HttpVersion;
        }

        return options;
    }
}
