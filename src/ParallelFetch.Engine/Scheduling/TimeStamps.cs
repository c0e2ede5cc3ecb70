namespace ParallelFetch.Scheduling;

/// <summary>Time stamps of a clock, and lengths of time between them.</summary>
internal static class TimeStamps
{
    /// <summary>A length of time in ticks of the clock's time stamps.</summary>
    internal static long Ticks(this TimeProvider time, TimeSpan span) => (long)(span.TotalSeconds * time.TimestampFrequency);
}
