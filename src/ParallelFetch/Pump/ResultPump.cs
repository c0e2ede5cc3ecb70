using System.Management.Automation;

namespace ParallelFetch.Pump;

/// <summary>
/// Moves outcomes from the engine to the pipeline, on the pipeline's own thread: the only code that writes results.
/// An exception out of a write means that the pipeline is over (Select-Object -First, -ErrorAction Stop, Ctrl+C).
/// </summary>
internal sealed class ResultPump
{
    private readonly Cmdlet _cmdlet;
    private readonly IFetchSource _source;
    private readonly ProgressReporter _progress;
    private readonly CancellationToken _stopping;
    private readonly HostWarnings _hostWarnings = new(TimeProvider.System);
    private int _failures;
    private bool _saidBudget;
    private bool _saidLocal;
    private bool _saidNotNoted;

    internal ResultPump(Cmdlet cmdlet, IFetchSource source, ProgressReporter progress, CancellationToken stopping)
    {
        _cmdlet = cmdlet;
        _source = source;
        _progress = progress;
        _stopping = stopping;
    }

    /// <summary>After how many errors the pipeline is ended; 0 for never.</summary>
    internal int MaximumFailureCount { get; init; }

    /// <summary>Whether what is in memory may yet be lost, so that only files are noted.</summary>
    internal bool NotesFilesOnly { get; init; }

    /// <summary>Where finished fetches are noted; null for nowhere.</summary>
    internal BatchCheckpoint? Checkpoint { get; init; }

    /// <summary>Whether fetches that were stopped yield nothing, as in a pipeline that has ended.</summary>
    internal bool LeavesOutStopped { get; init; }

    /// <summary>How many results have been written.</summary>
    internal long Written { get; private set; }

    /// <summary>Writes what is ready, without waiting.</summary>
    internal void WriteReady()
    {
        while (_source.TryTake(out FetchOutcome? outcome))
        {
            // What there is to tell of a fetch is there before its outcome, and is told before it.
            TellAll();
            Write((FetchResult)outcome);
            ReportIfDue();
        }

        TellAll();
        ReportIfDue();
    }

    /// <summary>Writes what comes, as it comes, until a condition holds, the pipeline stops or the time is up.</summary>
    /// <param name="isDone">Looked at after each round of writing.</param>
    /// <param name="deadline">Null for no limit.</param>
    /// <returns>Whether the condition held.</returns>
    internal bool WriteUntil(Func<bool> isDone, Deadline? deadline = null)
    {
        WriteReady();
        while (!isDone())
        {
            TimeSpan wait = deadline?.Cap(ProgressReporter.Interval) ?? ProgressReporter.Interval;
            if (_stopping.IsCancellationRequested || wait <= TimeSpan.Zero)
            {
                return false;
            }

            try
            {
                _source.WaitForOutcome(wait, _stopping);
            }
            catch (OperationCanceledException)
            {
                return false;
            }

            WriteReady();
        }

        return true;
    }

    private void ReportIfDue()
    {
        if (_progress.IsDue)
        {
            _progress.Report(_source.Progress);
        }
    }

    private void Write(FetchResult result)
    {
        if (LeavesOutStopped && result.IsStopped)
        {
            return;
        }

        Written++;
        _cmdlet.WriteObject(result);
        Note(result);
        if (result.IsRenamed)
        {
            _cmdlet.WriteVerbose($"Saved {FetchUri.Display(result.Uri)} as '{result.OutFile}': another file has the name that it would have had.");
        }

        if (result.Error is { } error)
        {
            _cmdlet.WriteError(error);
            if (++_failures == MaximumFailureCount)
            {
                _cmdlet.ThrowTerminatingError(FetchErrors.MaximumFailureCountReached(MaximumFailureCount));
            }
        }
    }

    private void TellAll()
    {
        while (_source.TryTakeNotice(out FetchNotice? notice))
        {
            Tell(notice);
        }
    }

    private void Note(FetchResult result)
    {
        if (Checkpoint is null)
        {
            return;
        }

        if (!NotesFilesOnly || result.OutFile is not null)
        {
            Checkpoint.Record(result);
        }
        else if (result.IsSuccess && !_saidNotNoted)
        {
            _saidNotNoted = true;
            _cmdlet.WriteWarning("Results in memory are lost with a job that nobody receives, so a job notes only files (-OutFile, -OutDirectory) in its checkpoint file. The other URLs are fetched by every run.");
        }
    }

    private void Tell(FetchNotice notice)
    {
        switch (notice.Kind)
        {
            case FetchNoticeKind.RetryBudgetExhausted when _saidBudget:
                break;
            case FetchNoticeKind.RetryBudgetExhausted:
                _saidBudget = true;
                _cmdlet.WriteWarning(notice.Message);
                break;
            case FetchNoticeKind.LocalTrouble when _saidLocal:
                break;
            case FetchNoticeKind.LocalTrouble:
                _saidLocal = true;
                _cmdlet.WriteWarning(notice.Message);
                break;
            case FetchNoticeKind.HostUnavailable or FetchNoticeKind.HostDown when _hostWarnings.IsDue(notice):
                _cmdlet.WriteWarning(notice.Message);
                break;
            case FetchNoticeKind.RequestHeaders or FetchNoticeKind.ResponseHeaders:
                _cmdlet.WriteDebug(notice.Message);
                break;
            default:
                _cmdlet.WriteVerbose(notice.Message);
                break;
        }
    }
}
