using System.Diagnostics.CodeAnalysis;
using ParallelFetch.Files;
using ParallelFetch.Http;
using ParallelFetch.Scheduling;

namespace ParallelFetch;

/// <summary>
/// The fetches of a session that nobody waits for yet. They keep their results until somebody collects them, so
/// nothing is lost when a script forgets to wait; how much that may be is for the script to mind.
/// </summary>
[SuppressMessage("Reliability", "CA1001:Types that own disposable fields should be disposable",
    Justification = "Neither a cancellation source without a timer nor an event without a wait handle holds anything to dispose of.")]
internal sealed class BackgroundFetches : FetchQueue
{
    private readonly FetchEngine _engine;
    private readonly object _gate = new();
    private readonly SortedDictionary<int, FetchHandle> _uncollected = [];
    private readonly List<FetchCollector> _collectors = [];
    private readonly ManualResetEventSlim _allStarted = new(true);
    private readonly NoticeQueue _notices = new();
    private NameRegistry _names = new();
    private int _lastId;
    private int _unfinished;
    private int _isBeginning;
    private long _startedAt;
    private int _waiting;
    private bool _hasBodies;

    internal BackgroundFetches(FetchEngine engine) => _engine = engine;

    /// <summary>The fetches whose results have not been collected, oldest first.</summary>
    public IReadOnlyList<FetchHandle> Uncollected
    {
        get
        {
            lock (_gate)
            {
                return [.. _uncollected.Values];
            }
        }
    }

    /// <summary>The file names that they have taken: one call knows what the calls before it have, until all has been collected.</summary>
    public NameRegistry Names
    {
        get
        {
            lock (_gate)
            {
                return _names = _uncollected.Count == 0 ? new NameRegistry() : _names;
            }
        }
    }

    /// <summary>Accepts a request and returns at once; <see cref="WaitUntilStarted"/> waits for its turn.</summary>
    /// <param name="request">What to fetch; a rejected request has failed at once.</param>
    public FetchHandle Add(FetchRequest request)
    {
        request = Named(request);
        FetchHandle handle;
        lock (_gate)
        {
            handle = new FetchHandle(++_lastId, request, this);
            _uncollected.Add(handle.Id, handle);
            if (_unfinished++ == 0)
            {
                Volatile.Write(ref _isBeginning, 1);
                _hasBodies = false;
            }

            // Bodies take memory, so many of them do not wait.
            _hasBodies |= request.Body is not null;
        }

        var item = new QueuedFetch(request, handle.Id, 0, handle) { Context = ExecutionContext.Capture() };
        if (request.Rejection is not null)
        {
            Finish(handle, _engine.Outcomes.CreateFailed(item, request.Rejection));
            return handle;
        }

        _allStarted.Reset();
        Interlocked.Increment(ref _waiting);
        if (TryEnqueue(item) is { } rejection)
        {
            FinishUnsent(item, rejection);
        }

        return handle;
    }

    private static FetchRequest Named(FetchRequest request)
    {
        try
        {
            return request.WithFileName();
        }
        catch (Exception exception)
        {
            return request.Reject(FailureClassifier.Unforeseen(exception));
        }
    }

    private FetchFailure? TryEnqueue(in QueuedFetch item)
    {
        try
        {
            long now = _engine.Time.GetTimestamp();
            if (Interlocked.Exchange(ref _isBeginning, 0) != 0)
            {
                Volatile.Write(ref _startedAt, now);
            }

            return _engine.Scheduler.TryEnqueue(this, item with { AcceptedAt = now }) ? null : FailureClassifier.Stopped();
        }
        catch (Exception exception)
        {
            return FailureClassifier.Unforeseen(exception);
        }
    }

    /// <summary>
    /// Blocks while the limit keeps accepted requests from the wire; not while there are places on it and the hosts of those
    /// that wait may not be asked, as in a pause: the next may be for another host.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait; the requests stay accepted.</param>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public void WaitUntilStarted(CancellationToken cancellationToken) => _allStarted.Wait(cancellationToken);

    /// <summary>Cancels a fetch; its result, which says so, can be collected like any other.</summary>
    /// <param name="handle">A handle of this session.</param>
    /// <returns>False when it had finished already.</returns>
    public bool Stop(FetchHandle handle)
    {
        if (handle.HasFinished)
        {
            return false;
        }

        // Withdrawn, cancelled, or on its way back into the queue for another try just in between.
        if (TryWithdraw(handle))
        {
            return true;
        }

        handle.Cancel();
        TryWithdraw(handle);
        return true;
    }

    /// <summary>Begins to collect results.</summary>
    /// <param name="all">All of the session's, those of later fetches included; else only those asked for by <see cref="FetchCollector.Include"/>.</param>
    public FetchCollector Collect(bool all)
    {
        var collector = new FetchCollector(this, all);
        lock (_gate)
        {
            _collectors.Add(collector);
            foreach (FetchHandle handle in _uncollected.Values.Where(handle => handle.HasFinished))
            {
                collector.Offer(handle);
            }
        }

        return collector;
    }

    /// <summary>Adds to what a collector of some handles waits for, unless it has been collected.</summary>
    internal void Include(FetchCollector collector, FetchHandle handle)
    {
        lock (_gate)
        {
            if (_uncollected.ContainsKey(handle.Id) && collector.TryAdd(handle) && handle.HasFinished)
            {
                collector.Offer(handle);
            }
        }
    }

    /// <summary>Whether nothing is left for a collector to collect.</summary>
    internal bool IsDrained(FetchCollector collector)
    {
        lock (_gate)
        {
            return (collector.Wanted?.Count ?? _uncollected.Count) == 0;
        }
    }

    /// <summary>Looks at each handle that a collector still waits for.</summary>
    internal void ForEach(FetchCollector collector, Action<FetchHandle> look)
    {
        lock (_gate)
        {
            foreach (FetchHandle handle in collector.Wanted ?? (IReadOnlyCollection<FetchHandle>)_uncollected.Values)
            {
                look(handle);
            }
        }
    }

    /// <summary>Whether a handle is one of this session's.</summary>
    /// <param name="handle">The handle.</param>
    public bool Owns(FetchHandle handle) => handle.Owner == this;

    internal void EndCollecting(FetchCollector collector)
    {
        lock (_gate)
        {
            _collectors.Remove(collector);
        }
    }

    /// <summary>A result has been collected: nobody waits for it any more.</summary>
    internal void Remove(FetchHandle handle)
    {
        lock (_gate)
        {
            _uncollected.Remove(handle.Id);
            foreach (FetchCollector collector in _collectors)
            {
                collector.Wanted?.Remove(handle);
            }
        }
    }

    internal void CancelAll()
    {
        foreach (QueuedFetch item in _engine.Scheduler.Withdraw(this))
        {
            FinishUnsent(item, FailureClassifier.Stopped());
        }

        foreach (FetchHandle handle in Uncollected)
        {
            handle.Cancel();
        }
    }

    /// <summary>When the first of those began that have not all finished: who was asked an hour ago has not been waited for since.</summary>
    internal override long StartedAt => Volatile.Read(ref _startedAt);

    // Results that nobody has asked for yet cannot hold back requests: the script that started them may never ask.
    internal override bool CanStart(int limit) => true;

    internal override void OnStarting(in QueuedFetch item)
    {
        item.Handle!.SetRunning();
        LeftWaiting(item);
    }

    internal override void OnStalled()
    {
        if (Volatile.Read(ref _waiting) < FetchBatch.HeldBackLimit && !Volatile.Read(ref _hasBodies))
        {
            _allStarted.Set();
        }
    }

    internal override void OnRetrying(in QueuedFetch item) => item.Handle!.SetWaiting();

    internal override CancellationToken TokenOf(in QueuedFetch item) => item.Handle!.Token;

    internal override void Complete(in QueuedFetch item, FetchOutcome outcome) => Finish(item.Handle!, outcome);

    internal override void CompleteLost(in QueuedFetch item, FetchFailure failure) => Finish(item.Handle!, _engine.Outcomes.CreateFailed(item, failure));

    internal override void CompleteWaiting(in QueuedFetch item, FetchOutcome outcome)
    {
        LeftWaiting(item);
        _engine.Outcomes.EndWaiting(item, outcome);
        Finish(item.Handle!, outcome);
    }

    internal override void CompleteUnsent(in QueuedFetch item, FetchFailure failure) => FinishUnsent(item, failure);

    internal override void Notify(FetchNotice notice) => _notices.Add(notice);

    internal HostHold? FindHold() => _engine.FindHold();

    internal bool TryTakeNotice([NotNullWhen(true)] out FetchNotice? notice) => _notices.TryTake(out notice);

    private bool TryWithdraw(FetchHandle handle)
    {
        bool withdrawn = _engine.Scheduler.TryWithdraw(this, handle, out QueuedFetch item);
        if (withdrawn)
        {
            FinishUnsent(item, FailureClassifier.Stopped());
        }

        return withdrawn;
    }

    // Who waits for a place on the wire waits for the first try only.
    private void LeftWaiting(in QueuedFetch item)
    {
        if (item.Retry is null && Interlocked.Decrement(ref _waiting) == 0)
        {
            _allStarted.Set();
        }
    }

    private void FinishUnsent(in QueuedFetch item, FetchFailure failure)
    {
        LeftWaiting(item);
        Finish(item.Handle!, _engine.Outcomes.CreateFailed(item, failure));
    }

    private void Finish(FetchHandle handle, FetchOutcome outcome)
    {
        outcome.Detach();
        lock (_gate)
        {
            if (!handle.HasFinished)
            {
                handle.SetOutcome(outcome);
                _unfinished--;
            }

            foreach (FetchCollector collector in _collectors)
            {
                collector.Offer(handle);
            }
        }
    }
}
