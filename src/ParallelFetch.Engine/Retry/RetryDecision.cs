namespace ParallelFetch.Retry;

/// <summary>What a fetch that has ended allows; what its host is doing decides with it what becomes of the fetch.</summary>
/// <param name="CanRepeat">Whether it may be sent again: its method, its body and its caller allow it.</param>
/// <param name="IsTransient">Whether it failed for a reason that may pass, so that another try is worth one of those that it has.</param>
/// <param name="Refusal">Whether it is to come again later, which takes none of its tries.</param>
/// <param name="AskedWait">How long the server asks everybody to wait; null when it does not.</param>
/// <param name="Jitter">A number from 0 to below 1 for the waits that follow from it.</param>
internal readonly record struct RetryDecision(bool CanRepeat, bool IsTransient, RefusalKind Refusal, TimeSpan? AskedWait, double Jitter);
