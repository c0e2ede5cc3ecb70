namespace ParallelFetch.Scheduling;

/// <summary>
/// The requests of one owner (a streaming call, or the session's background) that wait for a place on the wire, and
/// where their outcomes go.
/// </summary>
public abstract class FetchLane
{
    private protected FetchLane()
    {
    }

    /// <summary>The waiting room. Guarded by the scheduler's lock.</summary>
    internal Queue<QueuedFetch> Waiting { get; } = new();

    /// <summary>Whether the scheduler has this queue on its list. Guarded by the scheduler's lock.</summary>
    internal bool IsListed { get; set; }

    /// <summary>Whether the scheduler passed this queue over because its owner has too much to collect first.</summary>
    internal bool IsHeldBack
    {
        get => Volatile.Read(ref _heldBack);
        set => Volatile.Write(ref _heldBack, value);
    }

    private bool _heldBack;

    /// <summary>Whether one more of its requests may start. Called under the scheduler's lock.</summary>
    /// <param name="limit">The limit in force; 0 for none.</param>
    internal abstract bool MayStart(int limit);

    /// <summary>A request leaves the waiting room for the wire. Called under the scheduler's lock.</summary>
    internal virtual void OnStarting(in QueuedFetch item)
    {
    }

    /// <summary>Cancels a request of this queue.</summary>
    internal abstract CancellationToken TokenOf(in QueuedFetch item);

    /// <summary>Takes the outcome of a request. Called once for each, on any thread.</summary>
    internal abstract void Complete(in QueuedFetch item, FetchOutcome outcome);
}
