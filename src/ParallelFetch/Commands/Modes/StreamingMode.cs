using System.Management.Automation;
using ParallelFetch.Binding;
using ParallelFetch.Checkpoints;
using ParallelFetch.Pump;

namespace ParallelFetch.Commands;

/// <summary>Emits each result as it comes, and ends when all have come.</summary>
internal sealed class StreamingMode : FetchMode
{
    private readonly PSCmdlet _cmdlet;
    private readonly FetchEngine _engine;
    private readonly FetchBatch _batch;
    private readonly ProgressReporter _progress;
    private readonly ResultPump _pump;
    private readonly BatchEvents _events;
    private readonly BatchCheckpoint? _checkpoint;
    private readonly Func<bool> _hasRoom;

    /// <summary>Creates the mode of a call.</summary>
    /// <param name="cmdlet">Writes the results.</param>
    /// <param name="engine">The session's engine.</param>
    /// <param name="batch">The call's from now on.</param>
    /// <param name="settings">How the call wants it; the checkpoint file, too, is the mode's from now on.</param>
    /// <param name="stopping">Cancelled when the pipeline is stopped.</param>
    internal StreamingMode(PSCmdlet cmdlet, FetchEngine engine, FetchBatch batch, StreamingSettings settings, CancellationToken stopping)
    {
        _cmdlet = cmdlet;
        _engine = engine;
        _batch = batch;
        _checkpoint = settings.Checkpoint;
        _hasRoom = () => !batch.IsFull;
        _progress = new ProgressReporter(cmdlet, "Fetching URLs", settings.Total) { IsWanted = WantedStreams.Progress(cmdlet) };
        _pump = new ResultPump(cmdlet, batch, _progress, stopping) { MaximumFailureCount = settings.MaximumFailureCount, Checkpoint = _checkpoint };
        _events = new BatchEvents(cmdlet, "Start-ParallelFetch");
    }

    /// <inheritdoc/>
    internal override void Begin() => _events.Start(_progress.Total, _engine.Throttle);

    /// <inheritdoc/>
    internal override void Accept(FetchRequest request) => _batch.Add(request);

    /// <inheritdoc/>
    internal override void LeaveOut() => _progress.Total--;

    /// <inheritdoc/>
    internal override void Pump() => WriteUntil(_hasRoom);

    /// <inheritdoc/>
    internal override void End()
    {
        // Whatever came through the pipeline, now it is all here.
        _progress.Total = _batch.Progress.Accepted;
        WriteUntil(() => _batch.IsDrained);
        _progress.Complete();
        CloseCheckpoint();
        _events.End(_batch.Progress);
    }

    /// <inheritdoc/>
    internal override void Cancel() => _batch.Cancel();

    /// <inheritdoc/>
    public override void Dispose()
    {
        _batch.Dispose();
        _checkpoint?.Abandon();
    }

    private void WriteUntil(Func<bool> isDone)
    {
        try
        {
            _pump.WriteUntil(isDone);
        }
        catch (CheckpointException exception)
        {
            Abandon();
            _cmdlet.ThrowTerminatingError(FetchErrors.CheckpointFailed(exception, exception.Path));
        }
        catch
        {
            // The pipeline is over, and may go on for long without this command: stop now, not when it is disposed of.
            Abandon();
            throw;
        }
    }

    private void Abandon()
    {
        _batch.Cancel();
        _progress.Abandon();
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
            _cmdlet.ThrowTerminatingError(FetchErrors.CheckpointFailed(exception, exception.Path));
        }
    }
}
