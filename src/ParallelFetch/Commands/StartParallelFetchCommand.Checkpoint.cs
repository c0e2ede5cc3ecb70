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
            CheckpointLookup? lookup = CheckpointLookup.Open(this, path, Checkpoint, Confirmation.IsWhatIf(this));
            if (lookup is not null)
            {
                _requests!.HeedCheckpoint(path, lookup.Checkpoint.Owners);
            }

            return lookup;
        }
        catch (BodyException exception)
        {
            ThrowTerminatingError(FetchErrors.CheckpointFailed(exception, Checkpoint));
            throw;
        }
    }
}
