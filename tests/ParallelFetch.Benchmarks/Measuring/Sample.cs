namespace ParallelFetch.Benchmarks.Measuring;

/// <summary>One timed run of one contender.</summary>
/// <param name="Requests">How many requests it made; slow contenders make fewer.</param>
/// <param name="Wall">Elapsed time.</param>
/// <param name="Cpu">User and kernel time; null where the platform cannot tell.</param>
/// <param name="Allocated">Bytes allocated in this process; null for a child process.</param>
internal sealed record Sample(int Requests, TimeSpan Wall, TimeSpan? Cpu, long? Allocated)
{
    public double Rate => Requests / Wall.TotalSeconds;

    public double? CpuPerRequest => Cpu?.TotalMicroseconds / Requests;

    public double? AllocatedPerRequest => Allocated / (double)Requests;
}
