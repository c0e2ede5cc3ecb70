using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Management.Automation;
using ParallelFetch.Checkpoints;
using ParallelFetch.Pump;

namespace ParallelFetch.Jobs;

/// <summary>
/// A batch as a PowerShell job. It has no runspace: the engine fetches as for a streaming call, and one thread of the
/// job's own moves what comes into the job's streams, where it stays until Receive-Job takes it.
/// </summary>
public sealed class FetchJob : Job
{
    // Who stops a job waits for the wire to become idle, but not for ever.
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(5);

    private readonly FetchBatch _batch;
    private readonly BatchCheckpoint? _checkpoint;
    private readonly JobInput _input;
    private readonly JobRuntime _runtime;
    private readonly ProgressReporter _progress;
    private readonly ResultPump _pump;
    private readonly Thread _thread;
    private volatile Exception? _reason;

    /// <summary>Creates a job that does not run yet.</summary>
    /// <param name="batch">The job's from now on, as is the checkpoint file.</param>
    /// <param name="settings">How the call wants it.</param>
    internal FetchJob(FetchBatch batch, FetchJobSettings settings)
        : base(settings.Command, settings.Name)
    {
        PSJobTypeName = "ParallelFetch";
        _batch = batch;
        _checkpoint = settings.Checkpoint;
        _input = new JobInput(batch);
        _runtime = new JobRuntime(this, settings.OnError, settings.IsVerbose);
        Cmdlet cmdlet = _runtime.CreateCmdlet();
        _progress = new ProgressReporter(cmdlet, "Fetching URLs", settings.Total);
        _pump = new ResultPump(cmdlet, batch, _progress, CancellationToken.None)
        {
            MaximumFailureCount = settings.MaximumFailureCount,
            Checkpoint = settings.Checkpoint,
            NotesFilesOnly = true,
            LeavesOutStopped = true,
        };
        _thread = new Thread(Run) { IsBackground = true, Name = $"ParallelFetch {Name}" };
    }

    /// <summary>Where it runs: in this process.</summary>
    public override string Location => "PowerShell";

    /// <summary>How far it has come.</summary>
    public override string StatusMessage => string.Create(
        CultureInfo.CurrentCulture, $"{_runtime.Done:N0} of {_input.Count:N0} done, {_runtime.Failed:N0} failed");

    /// <summary>Whether there is something to receive: results, errors or messages.</summary>
    public override bool HasMoreData =>
        Output.Count > 0 || Error.Count > 0 || Warning.Count > 0 || Verbose.Count > 0 || Debug.Count > 0 || Information.Count > 0;

    /// <summary>The state, with the reason when the job has failed.</summary>
    // PowerShell lets only its own jobs state a reason.
    public new JobStateInfo JobStateInfo => _reason is { } reason ? new JobStateInfo(base.JobStateInfo.State, reason) : base.JobStateInfo;

    /// <summary>Cancels what has not finished. What has come stays to be received.</summary>
    public override void StopJob()
    {
        _input.Discard();
        _batch.Cancel();

        // A handler of the job's own events may stop it, too.
        if (Thread.CurrentThread != _thread && _thread.IsAlive)
        {
            _thread.Join(LongestEnd);
        }
    }

    internal void Start()
    {
        SetJobState(JobState.Running);
        _thread.UnsafeStart();
    }

    /// <summary>Accepts a request, never waiting for the wire.</summary>
    internal void Add(FetchRequest request) => _input.Add(request);

    /// <summary>No more requests will come. The job cannot end before.</summary>
    internal void CloseInput() => _input.Close();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _input.Close();
            StopJob();
            if (_thread.ThreadState.HasFlag(System.Threading.ThreadState.Unstarted))
            {
                // It has never run, so nobody else lets go of these.
                _batch.Dispose();
                _checkpoint?.Abandon();
            }
        }

        base.Dispose(disposing);
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "On a thread of its own, it would end the process.")]
    private static Exception? Try(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (Exception exception)
        {
            return exception;
        }
    }

    private static ErrorRecord RecordOf(Exception exception) => exception switch
    {
        JobEndedException ended => ended.Record,
        CheckpointException checkpoint => FetchErrors.AsWritten(FetchErrors.CheckpointFailed(checkpoint, checkpoint.Path)),
        _ => FetchErrors.AsWritten(new ErrorRecord(exception, "FetchJobFailed", ErrorCategory.NotSpecified, null)),
    };

    // Every step is done, whatever became of those before it: what is left undone would be held for ever.
    private void Run()
    {
        bool isStopped = false;
        Exception? failure = Try(() => _pump.WriteUntil(IsDone));
        failure ??= Try(() => isStopped = _batch.IsCancelled);
        Exception?[] failures =
        [
            failure,
            Try(() => _input.Discard()),

            // Cancels what is left.
            Try(() => _batch.Dispose()),
            failure is null or JobEndedException ? null : Try(SaveRest),

            // Until the input ends, the pipeline looks things up in the checkpoint file.
            Try(() => _input.WaitUntilClosed()),
            Try(() => _checkpoint?.Dispose()),
        ];
        Exception? first = Array.Find(failures, static failure => failure is not null);
        End(first is null ? null : RecordOf(first), isStopped);
    }

    // The job has failed for a reason that is none of its results', so none of them is lost for it.
    private void SaveRest()
    {
        var patience = new Deadline(LongestEnd);
        while (true)
        {
            while (_batch.TryTake(out FetchOutcome? outcome))
            {
                var result = (FetchResult)outcome;
                if (!result.IsStopped)
                {
                    Try(() => _runtime.WriteObject(result));
                    Try(() => WriteErrorOf(result));
                }
            }

            TimeSpan wait = patience.Cap(ProgressReporter.Interval);
            if (_batch.IsDrained || wait <= TimeSpan.Zero)
            {
                return;
            }

            _batch.WaitForOutcome(wait, CancellationToken.None);
        }
    }

    private void WriteErrorOf(FetchResult result)
    {
        if (result.Error is { } error)
        {
            _runtime.WriteError(error);
        }
    }

    private bool IsDone()
    {
        _progress.Total = _input.Total ?? _progress.Total;
        return (_batch.IsCancelled || _input.Feed()) && _batch.IsDrained;
    }

    private void End(ErrorRecord? failure, bool isStopped)
    {
        Try(() => _progress.Complete());
        if (failure is not null)
        {
            _reason = failure.Exception;
            Try(() => Error.Add(failure));
        }

        // Who has removed the job does not want to know.
        Try(() => SetJobState(failure is not null ? JobState.Failed : isStopped ? JobState.Stopped : JobState.Completed));
    }
}
