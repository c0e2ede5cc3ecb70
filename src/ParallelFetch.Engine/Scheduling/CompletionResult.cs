namespace ParallelFetch.Scheduling;

/// <summary>What follows from the completion of a fetch.</summary>
/// <param name="WillRetry">Whether the fetch is tried again.</param>
/// <param name="LimitHasGrown">Whether the limit of its host has grown, so that more than the place that it had may be taken.</param>
/// <param name="IsShortOfResources">Whether this machine has just been found to be out of something, so that what is kept for later is to be given back.</param>
internal readonly record struct CompletionResult(bool WillRetry, bool LimitHasGrown, bool IsShortOfResources = false);
