using System.Management.Automation;
using ParallelFetch.Checkpoints;

namespace ParallelFetch.Pump;

/// <summary>Asks a call's checkpoint file what is done already, and says on the cmdlet's streams what comes of it.</summary>
internal sealed class CheckpointLookup
{
    private readonly Cmdlet _cmdlet;
    private readonly string _shownPath;
    private bool _saidUnknown;

    private CheckpointLookup(Cmdlet cmdlet, BatchCheckpoint checkpoint, string shownPath)
    {
        _cmdlet = cmdlet;
        _shownPath = shownPath;
        Checkpoint = checkpoint;
    }

    /// <summary>The file.</summary>
    internal BatchCheckpoint Checkpoint { get; }

    /// <summary>Opens the file, and warns of what is odd about it. Where it cannot be read, the pipeline ends.</summary>
    /// <param name="cmdlet">Says what there is to say.</param>
    /// <param name="path">Its full path.</param>
    /// <param name="shownPath">The path as the user gave it.</param>
    /// <param name="isWhatIf">Whether it is only looked at; then there may be no file, which yields null.</param>
    /// <param name="stopping">Ends the reading of a long file.</param>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    internal static CheckpointLookup? Open(Cmdlet cmdlet, string path, string shownPath, bool isWhatIf, CancellationToken stopping)
    {
        if (isWhatIf && !File.Exists(path))
        {
            return null;
        }

        try
        {
            var checkpoint = new BatchCheckpoint(path, isWhatIf, stopping);
            if (checkpoint.Remark is { } remark)
            {
                cmdlet.WriteWarning(remark);
            }

            return new CheckpointLookup(cmdlet, checkpoint, shownPath);
        }
        catch (CheckpointException exception)
        {
            cmdlet.ThrowTerminatingError(FetchErrors.CheckpointFailed(exception, shownPath));
            throw;
        }
    }

    /// <summary>What says that a request is done; null when it is not.</summary>
    internal CheckpointEntry? FindDone(FetchRequest request)
    {
        if (Find(request) is { } done)
        {
            _cmdlet.WriteVerbose($"Skipped {FetchUri.Display(request.Requested)}: it was done at {done.FinishedAt.LocalDateTime:g}.");
            return done;
        }

        if (Checkpoint.HasUnknown && !_saidUnknown)
        {
            _saidUnknown = true;
            _cmdlet.WriteWarning("A body that is a stream cannot be told from another one. Requests with such a body are not noted in the checkpoint file, so every run sends them; -InFile can be told apart.");
        }

        return null;
    }

    /// <summary>Says how much was left out, if anything was.</summary>
    internal void SayWhatWasSkipped()
    {
        if (Checkpoint.Skipped > 0)
        {
            _cmdlet.WriteVerbose($"{Checkpoint.Skipped:N0} URLs were skipped, because '{_shownPath}' says that they are done.");
        }
    }

    private CheckpointEntry? Find(FetchRequest request)
    {
        try
        {
            return Checkpoint.Find(request);
        }
        catch (CheckpointException exception)
        {
            _cmdlet.ThrowTerminatingError(FetchErrors.CheckpointFailed(exception, exception.Path));
            throw;
        }
    }
}
