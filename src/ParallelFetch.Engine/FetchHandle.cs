using System.Collections;
using System.Diagnostics.CodeAnalysis;
using ParallelFetch.Scheduling;

namespace ParallelFetch;

/// <summary>
/// A background fetch: what Start-ParallelFetch -NoWait -PassThru gives, and what Wait-, Get- and Stop-ParallelFetch
/// take. Safe to read from any thread.
/// </summary>
[SuppressMessage("Reliability", "CA1001:Types that own disposable fields should be disposable",
    Justification = "Neither a cancellation source without a timer nor an event without a wait handle holds anything to dispose of.")]
public sealed class FetchHandle
{
    private readonly CancellationTokenSource _cancellation = new();
    private int _state = (int)FetchState.Waiting;
    private int _collected;
    private FetchOutcome? _outcome;

    internal FetchHandle(int id, FetchRequest request, BackgroundFetches owner)
    {
        Id = id;
        Request = request;
        Owner = owner;
    }

    /// <summary>Its number in the session, from 1.</summary>
    public int Id { get; }

    /// <summary>Where it stands.</summary>
    public FetchState State => (FetchState)Volatile.Read(ref _state);

    /// <summary>The URL as asked: a <see cref="System.Uri"/>, or the text when it is no URI.</summary>
    public object? Uri => Request.Requested;

    /// <summary>The hashtable that was given with the request: the same instance.</summary>
    public Hashtable? Cookie => Request.Cookie;

    /// <summary>Whether its result has come out of Wait-ParallelFetch; each result comes out once.</summary>
    public bool IsCollected => Volatile.Read(ref _collected) != 0;

    internal FetchRequest Request { get; }

    internal BackgroundFetches Owner { get; }

    internal CancellationToken Token => _cancellation.Token;

    /// <summary>The queue that it waits in for its place on the wire; null when it does not. Guarded by the scheduler's lock.</summary>
    internal HostQueue? HostQueue { get; set; }

    /// <summary>Where it waits for the time of its next try; null when it does not. Guarded by the scheduler's lock.</summary>
    internal DelayedFetch? Delayed { get; set; }

    /// <summary>What it brings along from the tries before the one that it waits for. Guarded by the scheduler's lock.</summary>
    internal RetryState? Retry { get; set; }

    /// <summary>Whether it was taken out of its queue, so that it is not sent any more. Guarded by the scheduler's lock.</summary>
    internal bool IsWithdrawn { get; set; }

    /// <summary>Whether it has been on the wire, and waits to be tried again.</summary>
    internal bool IsRetrying { get; private set; }

    /// <summary>The length of its body, once it has come and until it is collected.</summary>
    internal long Bytes => Volatile.Read(ref _outcome) is { IsSkipped: false } outcome ? outcome.RawContentLength : 0;

    internal bool HasFinished => State is not (FetchState.Waiting or FetchState.Running);

    /// <summary>The number, state and URL.</summary>
    public override string ToString() => $"{Id} {State} {FetchUri.Display(Uri)}";

    internal void SetRunning()
    {
        IsRetrying = false;
        Interlocked.CompareExchange(ref _state, (int)FetchState.Running, (int)FetchState.Waiting);
    }

    internal void SetWaiting()
    {
        IsRetrying = true;
        Interlocked.CompareExchange(ref _state, (int)FetchState.Waiting, (int)FetchState.Running);
    }

    internal void SetOutcome(FetchOutcome outcome)
    {
        _outcome = outcome;
        Retry = null;
        FetchState state = outcome.Failure?.Kind switch
        {
            null => FetchState.Completed,
            FetchFailureKind.FetchStopped => FetchState.Stopped,
            _ => FetchState.Failed,
        };
        Volatile.Write(ref _state, (int)state);
    }

    /// <summary>Cancels it, if it is on the wire. Never throws.</summary>
    internal void Cancel() => Cancellation.Cancel(_cancellation);

    /// <summary>Takes the result; only the first who asks gets it.</summary>
    internal FetchOutcome? Collect()
    {
        if (!HasFinished || Interlocked.Exchange(ref _collected, 1) != 0)
        {
            return null;
        }

        FetchOutcome? outcome = _outcome;
        _outcome = null;
        return outcome;
    }
}
