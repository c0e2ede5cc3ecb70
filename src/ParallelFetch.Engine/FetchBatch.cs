using System.Diagnostics.CodeAnalysis;
using ParallelFetch.Http;
using ParallelFetch.Scheduling;

namespace ParallelFetch;

/// <summary>
/// The fetches of one streaming call. One thread adds requests, and the same or another one takes outcomes; the engine
/// works in between. What waits before the wire and what waits behind it are both bounded, so memory stays flat however long the input is.
/// </summary>
internal sealed class FetchBatch : FetchQueue, IFetchSource, IDisposable
{
    /// <summary>How many requests may wait for their place on the wire before <see cref="IsFull"/>.</summary>
    public const int QueueLimit = 1024;

    /// <summary>
    /// How many may wait while there are free places on the wire, because the hosts of those that wait may not be asked
    /// now: among the next there may be one for another host.
    /// </summary>
    public const int HeldBackLimit = 16_384;

    /// <summary>How many outcomes beyond the limit may wait to be taken before no further request starts.</summary>
    public const int UncollectedBeyondLimit = 256;

    /// <summary>How many bytes of bodies may wait to be taken before no further request starts.</summary>
    public const long UncollectedBytes = 64L * 1024 * 1024;

    // More at once would not make waking the consumer noticeably cheaper.
    private const int LargestBurst = 64;

    private readonly FetchEngine _engine;
    private readonly OutcomeChannel<(long Sequence, FetchOutcome Outcome)> _completed = new();
    private readonly PriorityQueue<FetchOutcome, long>? _reorder;
    private readonly CancellationTokenSource _cancellation = new();
    private readonly IDisposable _limit;
    private readonly NoticeQueue _notices = new();
    private long _accepted;
    private long _waiting;
    private long _completedCount;
    private long _failed;
    private long _bytes;
    private long _retrying;
    private long _uncollected;
    private long _uncollectedBytes;
    private long _next;
    private int _inFlight;
    private bool _isStalled;
    private bool _hasBodies;

    internal FetchBatch(FetchEngine engine, long startedAt, IDisposable limit, bool inOrder)
    {
        _engine = engine;
        StartedAt = startedAt;
        _limit = limit;
        _reorder = inOrder ? new() : null;
    }

    /// <summary>Whether the queue is at its limit: take outcomes before adding more.</summary>
    public bool IsFull
    {
        get
        {
            long waiting = Interlocked.Read(ref _waiting) + (_reorder?.Count ?? 0);
            return waiting >= QueueLimit && (waiting >= HeldBackLimit || _hasBodies || !Volatile.Read(ref _isStalled));
        }
    }

    /// <inheritdoc/>
    public bool IsDrained => _next == _accepted;

    /// <summary>Whether it has been cancelled, by its caller or by the end of the session.</summary>
    public bool IsCancelled => _cancellation.IsCancellationRequested;

    /// <inheritdoc/>
    public FetchProgress Progress => new(
        Volatile.Read(ref _accepted),
        Interlocked.Read(ref _completedCount),
        Interlocked.Read(ref _failed),
        Volatile.Read(ref _inFlight))
    {
        Bytes = Interlocked.Read(ref _bytes) + BytesOnTheWire,
        Retrying = Interlocked.Read(ref _retrying),
        Hold = _engine.FindHold(),
    };

    /// <summary>Accepts a request. Never blocks; heed <see cref="IsFull"/>.</summary>
    /// <param name="request">What to fetch; a rejected request gets its outcome at once, as does any after the session's end.</param>
    public void Add(FetchRequest request)
    {
        var item = new QueuedFetch(request, _accepted, 0, null) { Context = ExecutionContext.Capture() };
        Volatile.Write(ref _accepted, _accepted + 1);
        Interlocked.Increment(ref _waiting);

        // Bodies take memory, so many of them do not wait.
        _hasBodies |= request.Body is not null;
        if (TryAdd(ref item) is { } rejection)
        {
            CompleteUnsent(item, rejection);
        }
    }

    // Accepted is accepted: whatever goes wrong from here on is this request's failure, and nobody else's.
    private FetchFailure? TryAdd(ref QueuedFetch item)
    {
        try
        {
            FetchRequest request = item.Request.WithFileName();
            item = item with { Request = request, AcceptedAt = _engine.Time.GetTimestamp() };
            if (request.Rejection is not null)
            {
                return request.Rejection;
            }

            if (request.Done is not null)
            {
                FetchOutcome outcome = _engine.Outcomes.CreateSkipped(request);
                Interlocked.Decrement(ref _waiting);
                Deliver(item.Sequence, outcome);
                return null;
            }

            return _engine.Scheduler.TryEnqueue(this, item) ? null : FailureClassifier.Stopped();
        }
        catch (Exception exception)
        {
            return FailureClassifier.Unforeseen(exception);
        }
    }

    /// <inheritdoc/>
    public bool TryTakeNotice([NotNullWhen(true)] out FetchNotice? notice)
    {
        bool any = _notices.TryTake(out notice);
        if (any && IsHeldBack && !_notices.IsFull)
        {
            Resume();
        }

        return any;
    }

    /// <inheritdoc/>
    public bool TryTake([NotNullWhen(true)] out FetchOutcome? outcome)
    {
        if (_reorder is null)
        {
            outcome = _completed.TryTake(out (long Sequence, FetchOutcome Outcome) done) ? done.Outcome : null;
        }
        else
        {
            while (_completed.TryTake(out (long Sequence, FetchOutcome Outcome) done))
            {
                _reorder.Enqueue(done.Outcome, done.Sequence);
            }

            outcome = _reorder.TryPeek(out _, out long sequence) && sequence == _next ? _reorder.Dequeue() : null;
        }

        if (outcome is null)
        {
            return false;
        }

        Volatile.Write(ref _next, _next + 1);
        Interlocked.Decrement(ref _uncollected);
        Interlocked.Add(ref _uncollectedBytes, -BytesHeld(outcome));
        if (IsHeldBack)
        {
            Resume();
        }

        return true;
    }

    /// <inheritdoc/>
    public bool WaitForOutcome(TimeSpan timeout, CancellationToken cancellationToken) =>
        _completed.Wait(Math.Clamp(Volatile.Read(ref _inFlight), 1, LargestBurst), timeout, cancellationToken);

    /// <summary>Ends a wait for an outcome early. Safe from any thread.</summary>
    public void Wake() => _completed.Wake();

    /// <summary>
    /// Cancels what has not finished; it still gets its outcome, which says so. Safe from any thread, and returns at once.
    /// </summary>
    public void Cancel()
    {
        IReadOnlyList<QueuedFetch> withdrawn = _engine.Scheduler.Withdraw(this);
        Cancellation.Cancel(_cancellation);
        foreach (QueuedFetch item in withdrawn)
        {
            CompleteUnsent(item, FailureClassifier.Stopped());
        }
    }

    /// <summary>
    /// Ends the call: cancels what has not finished and gives the wire a moment to become idle, so that nothing of the
    /// call is left behind when its caller goes on.
    /// </summary>
    public void Dispose()
    {
        if (!IsDrained)
        {
            Cancel();
            SpinWait.SpinUntil(() => Volatile.Read(ref _inFlight) == 0, TimeSpan.FromSeconds(2));
        }

        _limit.Dispose();
        _engine.Ended(this);
    }

    // Under -InOrder nothing can be taken before it.
    internal override long? Awaited => _reorder is null ? null : Volatile.Read(ref _next);

    internal override long StartedAt { get; }

    internal override bool CanStart(int limit) =>
        Interlocked.Read(ref _uncollected) < (long)limit + UncollectedBeyondLimit
        && Interlocked.Read(ref _uncollectedBytes) < UncollectedBytes
        && !_notices.IsFull;

    internal override void OnStarting(in QueuedFetch item)
    {
        LeaveWaiting(item);
        Interlocked.Increment(ref _inFlight);
        if (_isStalled)
        {
            Volatile.Write(ref _isStalled, false);
        }
    }

    internal override void OnStalled()
    {
        if (Interlocked.Read(ref _waiting) >= QueueLimit && !_isStalled)
        {
            Volatile.Write(ref _isStalled, true);
            _completed.Wake();
        }
    }

    internal override void OnRetrying(in QueuedFetch item)
    {
        Interlocked.Decrement(ref _inFlight);
        Interlocked.Increment(ref _waiting);
        Interlocked.Increment(ref _retrying);
    }

    internal override CancellationToken TokenOf(in QueuedFetch item) => _cancellation.Token;

    internal override void Complete(in QueuedFetch item, FetchOutcome outcome)
    {
        Interlocked.Decrement(ref _inFlight);
        Deliver(item.Sequence, outcome);
    }

    internal override void Notify(FetchNotice notice) => _notices.Add(notice, keepTrace: true);

    // What was held back because too much waited to be taken may start again.
    private void Resume()
    {
        IsHeldBack = false;
        _engine.Scheduler.Pump();
    }

    private static long BytesHeld(FetchOutcome outcome) => outcome.ContentBytes?.Length ?? 0;

    internal override void CompleteUnsent(in QueuedFetch item, FetchFailure failure)
    {
        LeaveWaiting(item);
        CompleteLost(item, failure);
    }

    internal override void CompleteWaiting(in QueuedFetch item, FetchOutcome outcome)
    {
        LeaveWaiting(item);
        _engine.Outcomes.EndWaiting(item, outcome);
        Deliver(item.Sequence, outcome);
    }

    internal override void CompleteLost(in QueuedFetch item, FetchFailure failure) =>
        Deliver(item.Sequence, _engine.Outcomes.CreateFailed(item, failure));

    private void LeaveWaiting(in QueuedFetch item)
    {
        Interlocked.Decrement(ref _waiting);
        if (item.Retry is not null)
        {
            Interlocked.Decrement(ref _retrying);
        }
    }

    private void Deliver(long sequence, FetchOutcome outcome)
    {
        outcome.Detach();
        Interlocked.Increment(ref _uncollected);
        Interlocked.Add(ref _uncollectedBytes, BytesHeld(outcome));
        if (outcome.Failure is not null)
        {
            Interlocked.Increment(ref _failed);
        }

        if (!outcome.IsSkipped)
        {
            Interlocked.Add(ref _bytes, outcome.RawContentLength);
        }

        Interlocked.Increment(ref _completedCount);
        _completed.Add((sequence, outcome), isLast: Volatile.Read(ref _inFlight) == 0);
    }
}
