using System.Diagnostics.CodeAnalysis;

namespace ParallelFetch;

/// <summary>Collects the results of background fetches as they complete: all of the session's, or those of some handles.</summary>
internal sealed class FetchCollector : IFetchSource, IDisposable
{
    private readonly BackgroundFetches _fetches;
    private readonly OutcomeChannel<FetchHandle> _finished = new();
    private long _taken;
    private long _failed;
    private long _bytes;

    internal FetchCollector(BackgroundFetches fetches, bool all)
    {
        _fetches = fetches;
        Wanted = all ? null : [];
    }

    /// <summary>What it waits for; null for all of the session's. Guarded by the lock of <see cref="BackgroundFetches"/>.</summary>
    internal HashSet<FetchHandle>? Wanted { get; }

    /// <inheritdoc/>
    public bool IsDrained => _fetches.IsDrained(this);

    /// <inheritdoc/>
    public FetchProgress Progress
    {
        get
        {
            (int pending, int finished, int failed, int inFlight, int retrying, long bytes) = (0, 0, 0, 0, 0, 0L);
            _fetches.ForEach(this, handle =>
            {
                FetchState state = handle.State;
                pending++;
                finished += state is FetchState.Waiting or FetchState.Running ? 0 : 1;
                failed += state is FetchState.Failed or FetchState.Stopped ? 1 : 0;
                inFlight += state == FetchState.Running ? 1 : 0;
                retrying += state == FetchState.Waiting && handle.IsRetrying ? 1 : 0;
                bytes += handle.Bytes;
            });
            return new FetchProgress(_taken + pending, _taken + finished, _failed + failed, inFlight)
            {
                Bytes = _bytes + bytes + (Wanted is null ? _fetches.BytesOnTheWire : 0),
                Retrying = retrying,
                Hold = _fetches.FindHold(),
            };
        }
    }

    /// <summary>Includes the result of a fetch.</summary>
    /// <param name="handle">A handle of the same session.</param>
    public void Include(FetchHandle handle)
    {
        if (Wanted is not null)
        {
            _fetches.Include(this, handle);
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

    /// <summary>Adds to what it waits for. Called under the lock of <see cref="BackgroundFetches"/>.</summary>
    internal bool TryAdd(FetchHandle handle) => Wanted!.Add(handle);

    /// <summary>A fetch has finished. Called under the lock of <see cref="BackgroundFetches"/>.</summary>
    internal void Offer(FetchHandle handle)
    {
        if (Wanted is null || Wanted.Contains(handle))
        {
            _finished.Add(handle, isLast: true);
        }
    }
}
