namespace ParallelFetch.Scheduling;

/// <summary>A request in the queue.</summary>
/// <param name="Request">What to fetch.</param>
/// <param name="Sequence">Its place in the input of its call, from 0.</param>
/// <param name="AcceptedAt">When it was accepted: a time stamp of the engine's clock.</param>
/// <param name="Handle">The handle of a background fetch.</param>
/// <param name="Retry">What it brings along from its tries before; null before the first.</param>
internal readonly record struct QueuedFetch(FetchRequest Request, long Sequence, long AcceptedAt, FetchHandle? Handle, RetryState? Retry = null)
{
    /// <summary>
    /// What flows with whoever added it (async locals, culture, impersonation), as with a request sent with HttpClient
    /// there; null where that flow was suppressed.
    /// </summary>
    internal ExecutionContext? Context { get; init; }

    /// <summary>What a user knows it by: the handle's number, or which URL of its call it is, from 1.</summary>
    internal long Number => Handle?.Id ?? (Sequence + 1);
}
