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
        if (_checkpoint?.Find(request) is not { } done)
        {
            _batch!.Add(request);
            return;
        }

        WriteVerbose($"Skipped {FetchUri.Display(request.Requested)}: it was done at {done.FinishedAt.LocalDateTime:g}.");
        if (IncludeSkipped)
        {
            _batch!.Add(request.Skip(done));
        }
        else
        {
            _progress!.Total--;
        }
    }

    private void SayWhatWasSkipped()
    {
        if (_checkpoint is { Skipped: > 0 })
        {
            WriteVerbose($"{_checkpoint.Skipped:N0} URLs were skipped, because '{Checkpoint}' says that they are done.");
        }
    }

    // The last lines are written here; a pipeline that is being torn down can take no error any more.
    private void CloseCheckpoint()
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
