using System.Diagnostics.CodeAnalysis;

namespace ParallelFetch;

/// <summary>Collects the results of background fetches as they complete: all of the session's, or those of some handles.</summary>
internal sealed class FetchCollector : IFetchSource, IDisposable
{
    private readonly BackgroundFetches _fetches;
    private readonly HashSet<FetchHandle>? _wanted;
    private readonly OutcomeChannel<FetchHandle> _finished = new();
    private long _taken;
    private long _failed;
    private long _bytes;

    internal FetchCollector(BackgroundFetches fetches, bool all)
    {
        _fetches = fetches;
        _wanted = all ? null : [];
    }

    /// <inheritdoc/>
    public bool IsDrained => _wanted is null ? !_fetches.HasUncollected : _wanted.All(handle => handle.IsCollected);

    /// <inheritdoc/>
    public FetchProgress Progress
    {
        get
        {
            IReadOnlyCollection<FetchHandle> pending = _wanted is null ? _fetches.Uncollected : [.. _wanted.Where(handle => !handle.IsCollected)];
            int finished = pending.Count(handle => handle.HasFinished);
            int failed = pending.Count(handle => handle.State is FetchState.Failed or FetchState.Stopped);
            int inFlight = pending.Count(handle => handle.State == FetchState.Running);
            return new FetchProgress(_taken + pending.Count, _taken + finished, _failed + failed, inFlight)
            {
                Bytes = _bytes + pending.Sum(handle => handle.Bytes) + (_wanted is null ? _fetches.BytesOnTheWire : 0),
                Retrying = pending.Count(handle => handle.State == FetchState.Waiting && handle.IsRetrying),
                PausedHost = _fetches.FindPause(out TimeSpan pause),
                Pause = pause,
            };
        }
    }

    /// <summary>Includes the result of a fetch.</summary>
    /// <param name="handle">A handle of the same session.</param>
    public void Include(FetchHandle handle)
    {
        if (_wanted is not null)
        {
            _fetches.Include(this, handle, _wanted);
        }
    }

    /// <inheritdoc/>
    public bool TryTake([NotNullWhen(true)] out FetchOutcome? outcome)
    {
        while (_finished.TryTake(out FetchHandle? handle))
        {
            // Another collector may have been quicker.
            outcome = handle.Collect();
            if (outcome is not null)
            {
                _taken++;
                _failed += outcome.Failure is null ? 0 : 1;
                _bytes += outcome.IsSkipped ? 0 : outcome.RawContentLength;
                _fetches.Remove(handle);
                return true;
            }
        }

        outcome = null;
        return false;
    }

    /// <inheritdoc/>
    public bool TryTakeNotice([NotNullWhen(true)] out FetchNotice? notice) => _fetches.TryTakeNotice(out notice);

    /// <inheritdoc/>
    public bool WaitForOutcome(TimeSpan timeout, CancellationToken cancellationToken) => _finished.Wait(1, timeout, cancellationToken);

    /// <summary>Ends the collecting; what has not been taken stays to be collected by the next.</summary>
    public void Dispose() => _fetches.EndCollecting(this);

    internal void Offer(FetchHandle handle)
    {
        if (_wanted is null || _wanted.Contains(handle))
        {
            _finished.Add(handle, isLast: true);
        }
    }
}
