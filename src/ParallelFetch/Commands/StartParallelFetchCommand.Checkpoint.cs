using System.Management.Automation;
using ParallelFetch.Binding;
using ParallelFetch.Checkpoints;
using ParallelFetch.Pump;

namespace ParallelFetch.Commands;

/// <content>What an earlier run has done.</content>
public sealed partial class StartParallelFetchCommand
{
    private bool _saidUnknown;

    private BatchCheckpoint? OpenCheckpoint()
    {
        if (Checkpoint is null)
        {
            return null;
        }

        try
        {
            string path = new FilePaths(SessionState.Path).ResolveForWriting(Checkpoint);
            bool isWhatIf = Confirmation.IsWhatIf(this);
            if (isWhatIf && !File.Exists(path))
            {
                return null;
            }

            var log = new BatchCheckpoint(path, isWhatIf, StopRequested);
            _requests!.KeepFree(path);
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
        catch (OperationCanceledException)
        {
            // Nothing has been read to the end, so nothing may be fetched.
            throw new PipelineStoppedException();
        }
    }

    private void AddToBatch(FetchRequest request)
    {
        request = _checkpoint is null ? request : request.WithCheckpointKey();
        if (FindDone(request) is not { } done)
        {
            SayWhatIsNotNoted();
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

    private void SayWhatIsNotNoted()
    {
        if (_checkpoint is { HasUnknown: true } && !_saidUnknown)
        {
            _saidUnknown = true;
            WriteWarning("A body that is a stream cannot be told from another one. Requests with such a body are not noted in the checkpoint file, so every run sends them; -InFile can be told apart.");
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
