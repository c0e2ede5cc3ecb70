using System.Management.Automation;
using ParallelFetch.Binding;
using ParallelFetch.Pump;

namespace ParallelFetch.Commands;

/// <content>What an earlier run has done.</content>
public sealed partial class StartParallelFetchCommand
{
    private CheckpointLookup? OpenCheckpoint()
    {
        if (Checkpoint is null)
        {
            return null;
        }

        try
        {
            string path = new FilePaths(SessionState.Path).ResolveForWriting(Checkpoint);
            CheckpointLookup? lookup = CheckpointLookup.Open(this, path, Checkpoint, Confirmation.IsWhatIf(this), StopRequested);
            if (lookup is not null)
            {
                _requests!.KeepFree(path);
            }

            return lookup;
        }
        catch (BodyException exception)
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
}
