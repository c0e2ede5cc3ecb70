using System.Runtime.InteropServices;

namespace ParallelFetch.Benchmarks.Measuring;

/// <summary>CPU time, user and kernel together, of this process and of child processes that have ended.</summary>
internal static partial class CpuClock
{
    private const int Children = -1;
    private const int LongsInUsage = 18;

    /// <summary>Finer than Process.TotalProcessorTime, which counts in ticks of 10 ms on Linux.</summary>
    public static TimeSpan OfThisProcess => Environment.CpuUsage.TotalTime;

    /// <summary>Whether <see cref="OfChildren"/> is known on this platform.</summary>
    public static bool KnowsChildren => Environment.Is64BitProcess && (OperatingSystem.IsLinux() || OperatingSystem.IsMacOS());

    /// <summary>Counts children that have been waited for, so the difference around a child's life is that child.</summary>
    public static TimeSpan? OfChildren
    {
        get
        {
            if (!KnowsChildren)
            {
                return null;
            }

            Span<long> usage = stackalloc long[LongsInUsage];
            return GetUsage(Children, usage) == 0 ? Time(usage) + Time(usage[2..]) : null;
        }
    }

    // Microseconds are 32 bits wide on macOS, with padding that may hold anything.
    private static TimeSpan Time(ReadOnlySpan<long> time) => TimeSpan.FromSeconds(time[0]) + TimeSpan.FromMicroseconds(time[1] & 0xFFFF_FFFF);

    [LibraryImport("libc", EntryPoint = "getrusage")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetUsage(int who, Span<long> usage);
}
