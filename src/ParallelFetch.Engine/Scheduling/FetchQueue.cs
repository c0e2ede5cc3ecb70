using System.Diagnostics.CodeAnalysis;

namespace ParallelFetch.Scheduling;

/// <summary>
/// The requests of one owner (a streaming call, or the session's background) that wait for a place on the wire, and
/// where their outcomes go.
/// </summary>
[SuppressMessage("Naming", "CA1711:Identifiers should not have incorrect suffix", Justification = "It is a queue, though it cannot be enumerated.")]
internal abstract class FetchQueue
{
    private bool _heldBack;
    private long _bytesOnTheWire;

    private protected FetchQueue()
    {
    }

    /// <summary>When it began, a time stamp: which hosts have answered since is what it waits for.</summary>
    internal virtual long StartedAt => 0;

    /// <summary>Its requests, by host. Guarded by the scheduler's lock.</summary>
    internal HostQueues HostQueues { get; } = new();

    /// <summary>How much has come of the bodies of fetches that are on the wire, in bytes.</summary>
    internal long BytesOnTheWire => Interlocked.Read(ref _bytesOnTheWire);

    /// <summary>Whether it is on the scheduler's list of queues that may start something. Guarded by the scheduler's lock.</summary>
    internal bool IsReady { get; set; }

    /// <summary>Whether the scheduler passed this queue over because its owner has too much to collect first.</summary>
    internal bool IsHeldBack
    {
        get => Volatile.Read(ref _heldBack);
        set => Volatile.Write(ref _heldBack, value);
    }

    /// <summary>The place in the input of the request that everybody waits for, which may always start; null when there is none.</summary>
    internal virtual long? Awaited => null;

    /// <summary>More of a body has come, or one that had come is none of those on the wire any more. Called on any thread.</summary>
    internal void CountOnTheWire(long bytes) => Interlocked.Add(ref _bytesOnTheWire, bytes);

    /// <summary>Whether one more of its requests may start. Called under the scheduler's lock.</summary>
    /// <param name="limit">The limit in force; 0 for none.</param>
    internal abstract bool CanStart(int limit);

    /// <summary>A request is dequeued and goes on the wire. Called under the scheduler's lock.</summary>
    internal virtual void OnStarting(in QueuedFetch item)
    {
    }

    /// <summary>A request comes back from the wire into the queue. Called under the scheduler's lock.</summary>
    internal virtual void OnRetrying(in QueuedFetch item)
    {
    }

    /// <summary>None of its requests may start now, though there are places on the wire. Called under the scheduler's lock.</summary>
    internal virtual void OnStalled()
    {
    }

    /// <summary>Cancels a request of this queue.</summary>
    internal abstract CancellationToken TokenOf(in QueuedFetch item);

    /// <summary>Takes the outcome of a request. Called once for each, on any thread.</summary>
    internal abstract void Complete(in QueuedFetch item, FetchOutcome outcome);

    /// <summary>Takes a request that leaves the queue without being sent. Called instead of <see cref="Complete"/>.</summary>
    internal abstract void CompleteUnsent(in QueuedFetch item, FetchFailure failure);

    /// <summary>Takes a request that leaves the queue with the outcome of its last try. Called instead of <see cref="Complete"/>.</summary>
    internal abstract void CompleteWaiting(in QueuedFetch item, FetchOutcome outcome);

    /// <summary>
    /// Takes the failure of a request whose outcome could not be taken, because <see cref="Complete"/> or
    /// <see cref="CompleteUnsent"/> threw.
    /// </summary>
    internal abstract void CompleteLost(in QueuedFetch item, FetchFailure failure);

    /// <summary>Takes something that the owner may want to tell its user. Called on any thread, some of it under the scheduler's lock.</summary>
    internal abstract void Notify(FetchNotice notice);
}
