namespace ParallelFetch.Retry;

/// <summary>What a server says of one of its quotas.</summary>
/// <param name="Remaining">How many more requests it lets through; null when it does not say.</param>
/// <param name="Reset">The time until there are more; null when it does not say so in a way that has one meaning.</param>
internal readonly record struct RateLimitPolicy(decimal? Remaining, TimeSpan? Reset);
