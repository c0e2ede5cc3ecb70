using System.Management.Automation;
using ParallelFetch.Binding;
using ParallelFetch.Pump;

namespace ParallelFetch.Commands;

/// <summary>
/// Emits the results of background fetches as they complete: all of the session's, or those of the handles piped in.
/// Each result comes out once. Stopping the wait does not stop the fetches.
/// </summary>
[Cmdlet(VerbsLifecycle.Wait, "ParallelFetch")]
[OutputType(typeof(FetchResult))]
public sealed class WaitParallelFetchCommand : CancellableCommand
{
    private FetchEngine? _engine;
    private FetchCollector? _collector;
    private ResultPump? _pump;
    private ProgressReporter? _progress;
    private BatchEvents? _events;
    private Deadline? _deadline;
    private bool _given;

    /// <summary>Handles of the fetches to wait for. A FetchResult passes through.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [Alias("Handle")]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(HandleExpressionCompleter))]
    public object[]? InputObject { get; set; }

    /// <summary>How many seconds to wait at the most; -1 for any time. What has not finished then goes on, and an error says so.</summary>
    [Parameter]
    [Alias("TimeoutSec")]
    [ValidateRange(-1, 4_294_967)]
    public int Timeout { get; set; } = -1;

    /// <summary>Ends the wait when at least one result has come out.</summary>
    [Parameter]
    public SwitchParameter Any { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _engine = FetchSession.Current;
        bool all = !MyInvocation.ExpectingInput && InputObject is null;
        _collector = _engine.Background.Collect(all);
        _progress = new ProgressReporter(this, "Waiting for background fetches", total: null) { IsWanted = WantedStreams.Progress(this) };
        _pump = new ResultPump(this, _collector, _progress, StopRequested);
        _events = new BatchEvents(this, "Wait-ParallelFetch");
        _events.Start(all ? _engine.Background.Uncollected.Count : InputObject?.Length, _engine.Throttle);
        _deadline = Timeout < 0 ? null : new Deadline(TimeSpan.FromSeconds(Timeout));
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (object item in InputObject ?? [])
        {
            _given = true;
            switch (PSValue.Unwrap(item))
            {
                case FetchResult result:
                    WriteObject(result);
                    break;
                case FetchHandle handle when _engine!.Background.Owns(handle):
                    Want(handle);
                    break;
                case FetchHandle handle:
                    WriteError(HandleSelection.Foreign(handle, "Wait for"));
                    break;
                case object other:
                    WriteError(FetchErrors.InvalidArgument(
                        "InvalidInputObject",
                        $"A {other.GetType().Name} ('{other}') is neither a handle nor a result. Pipe in what Start-ParallelFetch -NoWait -PassThru emits.",
                        other));
                    break;
            }
        }

        if (!IsEnough)
        {
            _pump!.WriteReady();
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (MyInvocation.ExpectingInput && !_given && _engine!.Background.Uncollected is { Count: > 0 } uncollected)
        {
            WriteWarning(
                $"No handle came through the pipeline, so nothing was waited for; {uncollected.Count} background fetches remain. Use Start-ParallelFetch -NoWait -PassThru to pipe handles, or Wait-ParallelFetch alone to wait for all.");
            return;
        }

        bool finished = _pump!.WriteUntil(() => IsEnough || _collector!.IsDrained, _deadline);
        _progress!.Complete();
        _events!.End(_collector!.Progress);
        if (!finished && !StopRequested.IsCancellationRequested)
        {
            FetchProgress progress = _collector!.Progress;
            WriteError(FetchErrors.WaitTimeoutReached(TimeSpan.FromSeconds(Timeout), progress.Accepted - progress.Completed));
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _collector?.Dispose();
        }

        base.Dispose(disposing);
    }

    private bool IsEnough => Any && _pump!.Written > 0;

    private void Want(FetchHandle handle)
    {
        if (handle.IsCollected)
        {
            WriteVerbose($"The result of {FetchUri.Display(handle.Uri)} has come out already.");
            return;
        }

        _collector!.Include(handle);
    }
}
