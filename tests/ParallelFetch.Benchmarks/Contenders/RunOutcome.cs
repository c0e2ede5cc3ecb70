namespace ParallelFetch.Benchmarks.Contenders;

/// <summary>What a contender says it did; the server has its say as well.</summary>
/// <param name="Succeeded">Responses with status 200; null where looking would cost, and <see cref="Contender.Prove"/> has looked.</param>
/// <param name="Bytes">The length of all bodies; null likewise.</param>
internal sealed record RunOutcome(long? Succeeded, long? Bytes)
{
    /// <summary>Wall time as measured inside a script; null when that of the call counts.</summary>
    public TimeSpan? Wall { get; init; }

    /// <summary>CPU time likewise.</summary>
    public TimeSpan? Cpu { get; init; }

    /// <summary>Requests beside the measured ones.</summary>
    public int Unmeasured { get; init; }
}
