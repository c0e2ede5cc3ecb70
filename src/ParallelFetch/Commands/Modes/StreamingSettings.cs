using ParallelFetch.Pump;

namespace ParallelFetch.Commands;

/// <summary>How a streaming call wants its results.</summary>
/// <param name="Total">How many URLs are expected; null when nobody knows.</param>
/// <param name="MaximumFailureCount">After how many errors the pipeline is ended; 0 for never.</param>
/// <param name="Checkpoint">Where finished fetches are noted; null for nowhere.</param>
internal sealed record StreamingSettings(long? Total, int MaximumFailureCount, BatchCheckpoint? Checkpoint);
