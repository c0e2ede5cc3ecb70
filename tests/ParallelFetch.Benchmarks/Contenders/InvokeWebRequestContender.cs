using System.Globalization;
using ParallelFetch.Benchmarks.Peers;

namespace ParallelFetch.Benchmarks.Contenders;

/// <summary>Invoke-WebRequest in stock pwsh: one by one, or in ForEach-Object -Parallel.</summary>
internal sealed class InvokeWebRequestContender(Tool pwsh, bool parallel) : ChildContender(pwsh)
{
    private string? _script;

    public override string Key => parallel ? "foreach-iwr" : "iwr";

    public override string Title => parallel
        ? $"pwsh {Tool.Version} `ForEach-Object -Parallel {{ Invoke-WebRequest }}`"
        : $"pwsh {Tool.Version} `Invoke-WebRequest`, one by one";

    public override int MaximumRequests => parallel ? 200 : 500;

    public override string? NoteOn(Workload work) => parallel ? "pwsh scripts time themselves after a few warm-up requests: starting pwsh does not count." : null;

    public override RunOutcome Run(Workload work, CancellationToken cancellation)
    {
        _script ??= EmbeddedScript.WriteTo(Folder, "invoke_webrequest.ps1");
        string[] how = parallel ? ["-Parallel"] : [];
        return ScriptReport.Parse(Execute(
            [
                "-NoProfile", "-NonInteractive", "-File", _script, "-File", InputFile(work, (url, _) => url),
                "-Throttle", work.Throttle.ToString(CultureInfo.InvariantCulture), .. how,
            ],
            cancellation));
    }
}
