using System.Diagnostics;
using ParallelFetch.Benchmarks.Contenders;
using ParallelFetch.Benchmarks.Measuring;

namespace ParallelFetch.Benchmarks.ChildModes;

/// <summary>The first moments of the module in a fresh process.</summary>
internal static class ColdStartChild
{
    public const string Mode = "cold-start";

    public static ColdStartReport Run(string url, int count, int throttle)
    {
        using var session = new InProcessPowerShell();

        // A host that somebody types into has run a pipeline before: PowerShell's own start is not the module's.
        session.Run("1..3 | ForEach-Object { $_ } | Out-Null");

        TimeSpan import = Time(session.ImportModule);
        TimeSpan first = Time(() => session.Run("$ProgressPreference = 'SilentlyContinue'; Start-ParallelFetch $args[0] | Out-Null", url));
        TimeSpan cpu = CpuClock.OfThisProcess;
        TimeSpan all = Time(() => session.Run(
            "$ProgressPreference = 'SilentlyContinue'; $args[0] | Start-ParallelFetch -Throttle $args[1] | Out-Null",
            Workload.Numbered(url, count),
            throttle));
        return new ColdStartReport(
            import.TotalMilliseconds, first.TotalMilliseconds, all.TotalSeconds, (CpuClock.OfThisProcess - cpu).TotalSeconds);
    }

    private static TimeSpan Time(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start);
    }
}

/// <summary>What a fresh process measured.</summary>
/// <param name="ImportMilliseconds">Import-Module.</param>
/// <param name="FirstMilliseconds">The first result, from a server that is warm.</param>
/// <param name="RunSeconds">The whole list right after that.</param>
/// <param name="RunCpuSeconds">Its CPU time.</param>
internal sealed record ColdStartReport(double ImportMilliseconds, double FirstMilliseconds, double RunSeconds, double RunCpuSeconds);
