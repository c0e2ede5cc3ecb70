using System.Globalization;
using ParallelFetch.Benchmarks.Peers;

namespace ParallelFetch.Benchmarks.Contenders;

/// <summary>pycurl's multi interface: in a tight loop, or driven as pyparallelcurl drives it.</summary>
internal sealed class PycurlContender(Tool pycurl, bool tight) : ChildContender(pycurl)
{
    private string? _script;

    public override string Key => tight ? "pycurl" : "pyparallelcurl";

    public override string Title => tight ? $"pycurl {Tool.Version} multi, tight loop" : "pycurl multi, pyparallelcurl's loop";

    public override int MaximumRequests => tight ? int.MaxValue : 5_000;

    public override string? NoteOn(Workload work) => tight ? "pycurl scripts time themselves: starting Python does not count." : null;

    public override RunOutcome Run(Workload work, CancellationToken cancellation)
    {
        _script ??= EmbeddedScript.WriteTo(Folder, "pycurl_multi.py");
        return ScriptReport.Parse(Execute(
            [
                _script, InputFile(work, (url, _) => url), work.Throttle.ToString(CultureInfo.InvariantCulture),
                tight ? "tight" : "pyparallelcurl", work.IsHttp2 ? "2" : "1.1",
            ],
            cancellation));
    }
}
