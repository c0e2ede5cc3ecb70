using ParallelFetch.Binding;
using ParallelFetch.Checkpoints;
using ParallelFetch.Pump;

namespace ParallelFetch.Commands;

/// <content>What an earlier run has done.</content>
public sealed partial class StartParallelFetchCommand
{
    /// <summary>Whether a file is what an earlier run has fetched for another request. Called from the threads of the engine.</summary>
    private bool IsOfOtherInCheckpoint(string path, CheckpointKey key) => _checkpoint?.Checkpoint.IsOfOther(path, key) == true;

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
                _requests!.KeepFree(path);
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
