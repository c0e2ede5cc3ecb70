using ParallelFetch.Files;

namespace ParallelFetch.Scheduling;

/// <summary>What a request that is tried again brings along from its tries before.</summary>
/// <param name="Attempts">How often it was sent.</param>
/// <param name="FirstSentAt">When it was first sent: a time stamp of the engine's clock.</param>
/// <param name="StartTime">The same as a time of day.</param>
/// <param name="Download">What brings its body into a file, with the name it has taken; null where there is none.</param>
internal sealed record RetryState(int Attempts, long FirstSentAt, DateTimeOffset StartTime, FileDownload? Download = null);
