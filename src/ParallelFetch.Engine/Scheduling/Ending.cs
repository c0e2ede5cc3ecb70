namespace ParallelFetch.Scheduling;

/// <summary>What follows from the end of a fetch.</summary>
/// <param name="IsRetried">Whether the fetch is tried again.</param>
/// <param name="HasMoreRoom">Whether more than the place that it had may be taken.</param>
internal readonly record struct Ending(bool IsRetried, bool HasMoreRoom);
