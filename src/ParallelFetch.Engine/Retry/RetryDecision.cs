namespace ParallelFetch.Retry;

/// <summary>What is to be done about a fetch that has ended.</summary>
/// <param name="Retry">Whether it is worth another try.</param>
/// <param name="Delay">How long to wait before that.</param>
/// <param name="HostPause">How long the host asks everybody to wait; null when it does not.</param>
internal readonly record struct RetryDecision(bool Retry, TimeSpan Delay, TimeSpan? HostPause);
