using System.Globalization;
using System.Management.Automation;
using System.Runtime;
using System.Runtime.InteropServices;
using System.Text;
using ParallelFetch.Benchmarks.Measuring;
using ParallelFetch.Benchmarks.Peers;

namespace ParallelFetch.Benchmarks.Reporting;

/// <summary>What the figures were measured on and with.</summary>
internal static class MachineFacts
{
    public static string Text(Toolbox tools)
    {
        string gc = $"{(GCSettings.IsServerGC ? "server" : "workstation")} GC, "
            + (GCSettings.LatencyMode == GCLatencyMode.Batch ? "not concurrent" : "concurrent");
        long memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30;
        var text = new StringBuilder()
            .AppendLine(CultureInfo.InvariantCulture, $"- {DateTime.Now:yyyy-MM-dd HH:mm}, {Environment.ProcessorCount} cores, {memory} GiB, {RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}")
            .AppendLine(CultureInfo.InvariantCulture, $"- {RuntimeInformation.FrameworkDescription}, {gc}; PowerShell engine {typeof(PSObject).Assembly.GetName().Version}")
            .AppendLine(CpuClock.KnowsChildren
                ? "- CPU time: user + kernel of the client; the server's is not counted. Of this process, or of the child process (getrusage)."
                : "- CPU time of child processes is left out: this platform has no getrusage.")
            .AppendLine("- Figures are medians over the rounds (minimum–maximum in brackets); ratios are taken round by round.")
            .AppendLine()
            .AppendLine(Peers(tools).ToString());
        return text.ToString();
    }

    public static MarkdownTable Peers(Toolbox tools)
    {
        var table = new MarkdownTable("peer", "version", "install");
        foreach (Tool tool in tools.All)
        {
            table.Add(tool.Name, tool.Version ?? "missing", tool.IsThere ? string.Empty : $"`{tool.Install}`");
        }

        return table;
    }
}
