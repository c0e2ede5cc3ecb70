using System.Diagnostics.CodeAnalysis;
using ParallelFetch.Scheduling;
using ParallelFetch.Tracing;

namespace ParallelFetch.Http;

/// <summary>
/// One place on the wire: the cancellation and the deadlines of the fetch that has it now. Deadlines are plain time
/// stamps that <see cref="DeadlineMonitor"/> compares now and then, so arming one costs neither a timer nor an
/// allocation, and the cancellation source serves many fetches.
/// </summary>
[SuppressMessage("Reliability", "CA1001:Types that own disposable fields should be disposable",
    Justification = "Neither a cancellation source without a timer nor an event without a wait handle holds anything to dispose of.")]
internal sealed class FetchSlot
{
    private readonly TimeProvider _time;
    private readonly object _gate = new();
    private CancellationTokenSource _cancellation = new();
    private CancellationTokenRegistration _ownerRegistration;
    private CancellationToken _owner;
    private FetchOptions _options = FetchOptions.Default;
    private long _phaseDeadline = long.MaxValue;
    private long _totalDeadline = long.MaxValue;
    private FetchFailureKind _phase;
    private FetchQueue? _queue;
    private long _read;

    internal FetchSlot(TimeProvider time) => _time = time;

    /// <summary>Whether its deadlines are watched.</summary>
    internal bool IsWatched { get; set; }

    /// <summary>Cancelled when the owner is, or when a deadline passes.</summary>
    internal CancellationToken Token { get; private set; }

    /// <summary>Tells of the fetch while it goes on; null when nobody asked for that.</summary>
    internal AttemptTrace? Trace { get; set; }

    /// <summary>The deadline that passed, if one did: tells a time-out from a cancellation.</summary>
    internal FetchFailureKind? TimedOut { get; private set; }

    /// <summary>Takes the slot for a fetch.</summary>
    /// <param name="options">Its time limits.</param>
    /// <param name="owner">Cancels it from outside.</param>
    /// <param name="firstSentAt">The time stamp that the total time counts from; null for now.</param>
    /// <param name="queue">Told of the bytes that come.</param>
    internal void Begin(FetchOptions options, CancellationToken owner, long? firstSentAt = null, FetchQueue? queue = null)
    {
        _queue = queue;
        if (owner != _owner || _cancellation.IsCancellationRequested)
        {
            Release();
            _owner = owner;
            _ownerRegistration = owner.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _cancellation);
        }

        _options = options;
        Token = _cancellation.Token;
        TimedOut = null;
        lock (_gate)
        {
            _phaseDeadline = long.MaxValue;
            _totalDeadline = After(options.TotalTimeout, firstSentAt ?? _time.GetTimestamp());
        }
    }

    /// <summary>A request is about to be sent: its headers have to arrive in time.</summary>
    internal void StartSending() => StartPhase(FetchFailureKind.ConnectionTimeoutReached, _options.ConnectionTimeout);

    /// <summary>The body is about to be read: more of it has to arrive in time.</summary>
    internal void StartReading() => StartPhase(FetchFailureKind.OperationTimeoutReached, _options.OperationTimeout);

    /// <summary>What comes next is not the server's doing: only the total time goes on.</summary>
    internal void StopWaiting() => StartPhase(FetchFailureKind.OperationTimeoutReached, TimeSpan.Zero);

    /// <summary>Some of the body has come.</summary>
    internal void CountRead(int bytes)
    {
        _read += bytes;
        _queue?.CountOnTheWire(bytes);
    }

    /// <summary>The fetch is over; no deadline may strike any more.</summary>
    internal void End()
    {
        _queue?.CountOnTheWire(-_read);
        _queue = null;
        _read = 0;
        lock (_gate)
        {
            _phaseDeadline = long.MaxValue;
            _totalDeadline = long.MaxValue;
            if (TimedOut is not null)
            {
                // The monitor may still be about to cancel the old source.
                Release();
                _cancellation = new CancellationTokenSource();
            }
        }
    }

    /// <summary>Holds nothing of the fetch that it was used for last: another one may be long in coming.</summary>
    internal void Clear()
    {
        Release();
        _options = FetchOptions.Default;
        Trace = null;
    }

    /// <summary>Gives the slot up after something unforeseen: nothing of its fetch may go on. Never throws.</summary>
    internal void Abandon()
    {
        try
        {
            End();
            Release();
        }
        catch (Exception)
        {
            // It is not used again, so there is nothing to save.
        }

        Cancellation.Cancel(_cancellation);
    }

    /// <summary>Lets go of the owner, which may outlive or predecease the slot. Never waits, so that it can be called under a lock.</summary>
    internal void Release()
    {
        // A registration that cannot be taken back any more may still cancel the source, at any time: leave it to it.
        if (_owner.CanBeCanceled && !_ownerRegistration.Unregister())
        {
            _cancellation = new CancellationTokenSource();
        }

        _ownerRegistration = default;
        _owner = default;
    }

    /// <summary>Cancels the fetch if one of its deadlines has passed. Called by the monitor, on any thread.</summary>
    internal void CheckDeadlines(long now)
    {
        CancellationTokenSource cancellation;
        lock (_gate)
        {
            if (TimedOut is not null || (now < _phaseDeadline && now < _totalDeadline))
            {
                return;
            }

            TimedOut = now >= _totalDeadline ? FetchFailureKind.TotalTimeoutReached : _phase;
            cancellation = _cancellation;
        }

        // Callbacks run elsewhere: the monitor has other slots to look at.
        _ = cancellation.CancelAsync();
    }

    private void StartPhase(FetchFailureKind phase, TimeSpan timeout)
    {
        lock (_gate)
        {
            _phase = phase;
            _phaseDeadline = After(timeout, _time.GetTimestamp());
        }
    }

    private long After(TimeSpan timeout, long start) => timeout <= TimeSpan.Zero
        ? long.MaxValue
        : start + _time.Ticks(timeout);
}
