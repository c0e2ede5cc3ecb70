using ParallelFetch.Binding;
using ParallelFetch.Checkpoints;
using ParallelFetch.Pump;

namespace ParallelFetch.Commands;

/// <content>What an earlier run has done.</content>
public sealed partial class StartParallelFetchCommand
{
    private CheckpointLog? OpenCheckpoint()
    {
        if (Checkpoint is null)
        {
            return null;
        }

        if (Confirmation.IsWhatIf(this) && !File.Exists(new FilePaths(SessionState.Path).Resolve(Checkpoint)))
        {
            return null;
        }

        try
        {
            var log = new CheckpointLog(new FilePaths(SessionState.Path).ResolveForWriting(Checkpoint));
            if (log.Remark is { } remark)
            {
                WriteWarning(remark);
            }

            return log;
        }
        catch (Exception exception) when (exception is CheckpointException or BodyException)
        {
            ThrowTerminatingError(FetchErrors.CheckpointFailed(exception, Checkpoint));
            throw;
        }
    }

    private void AddToBatch(FetchRequest request)
    {
        if (FindDone(request) is not { } done)
        {
            if (Confirmation.IsGiven(this, request))
            {
                _accept!(request);
            }

            return;
        }

        WriteVerbose($"Skipped {FetchUri.Display(request.Requested)}: it was done at {done.FinishedAt.LocalDateTime:g}.");
        if (IncludeSkipped)
        {
            _accept!(request.Skip(done));
        }
        else if (_progress is not null)
        {
            _progress.Total--;
        }
    }

    private void SayWhatWasSkipped()
    {
        if (_checkpoint is { Skipped: > 0 })
        {
            WriteVerbose($"{_checkpoint.Skipped:N0} URLs were skipped, because '{Checkpoint}' says that they are done.");
        }
    }

    private CheckpointEntry? FindDone(FetchRequest request)
    {
        try
        {
            return _checkpoint?.Find(request);
        }
        catch (CheckpointException exception)
        {
            ThrowTerminatingError(FetchErrors.CheckpointFailed(exception, exception.Path));
            throw;
        }
    }

    // The last lines are written here. The journal says only once that it cannot write, so disposing of it again is silent.
    private void CloseCheckpoint()
    {
        try
        {
            _checkpoint?.Dispose();
        }
        catch (CheckpointException exception)
        {
            ThrowTerminatingError(FetchErrors.CheckpointFailed(exception, exception.Path));
        }
    }

    // A pipeline that is being torn down can take no error any more.
    private void AbandonCheckpoint()
    {
        try
        {
            _checkpoint?.Dispose();
        }
        catch (CheckpointException)
        {
        }
    }
}
