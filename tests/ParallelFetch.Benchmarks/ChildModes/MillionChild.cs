using System.Diagnostics;
using ParallelFetch.Benchmarks.Contenders;

namespace ParallelFetch.Benchmarks.ChildModes;

/// <summary>A list that nobody holds in memory, streamed through the pipeline of a fresh process whose memory is watched.</summary>
internal static class MillionChild
{
    public const string Mode = "million";

    private const int Parts = 10;

    public static MillionReport Run(string url, int count, int throttle)
    {
        using InProcessPowerShell session = InProcessPowerShell.WithModule();
        GC.Collect();
        MemorySample idle = MemorySample.Take();
        List<MemorySample> samples = [];
        using var peak = new PeakWorkingSet();
        long start = Stopwatch.GetTimestamp();
        session.Run(
            "$ProgressPreference = 'SilentlyContinue'; $args[0] | Start-ParallelFetch -Throttle $args[1] | Out-Null",
            Sampled(Workload.Numbered(url, count), Math.Max(1, count / Parts), samples),
            throttle);
        return new MillionReport(Stopwatch.GetElapsedTime(start).TotalSeconds, idle, samples, peak.Bytes);
    }

    // The cmdlet reads the list as fast as it gets rid of it, so where the list is, the run is.
    private static IEnumerable<string> Sampled(IEnumerable<string> urls, int step, List<MemorySample> samples)
    {
        int position = 0;
        foreach (string url in urls)
        {
            yield return url;
            if (++position % step == 0)
            {
                samples.Add(MemorySample.Take());
            }
        }
    }

    /// <summary>Looks often: the system's own high-water mark also has the start of the process in it.</summary>
    private sealed class PeakWorkingSet : IDisposable
    {
        private readonly Timer _timer;
        private long _bytes;

        public PeakWorkingSet() => _timer = new Timer(_ => _bytes = Math.Max(_bytes, Environment.WorkingSet), null, 0, 20);

        public long Bytes => Math.Max(_bytes, Environment.WorkingSet);

        public void Dispose() => _timer.Dispose();
    }
}

/// <summary>What a fresh process measured.</summary>
/// <param name="Seconds">Wall time.</param>
/// <param name="Idle">With the module imported and nothing fetched.</param>
/// <param name="Samples">At each tenth of the input.</param>
/// <param name="PeakWorkingSet">The most it had at any time.</param>
internal sealed record MillionReport(double Seconds, MemorySample Idle, IReadOnlyList<MemorySample> Samples, long PeakWorkingSet);

/// <summary>Memory at one moment.</summary>
/// <param name="WorkingSet">What the process has of the machine's memory.</param>
/// <param name="Heap">What the garbage collector's heap has, garbage included.</param>
internal sealed record MemorySample(long WorkingSet, long Heap)
{
    public static MemorySample Take() => new(Environment.WorkingSet, GC.GetTotalMemory(forceFullCollection: false));
}
