using System.Management.Automation;
using ParallelFetch.Binding;
using ParallelFetch.Checkpoints;
using ParallelFetch.Pump;

namespace ParallelFetch.Commands;

/// <summary>
/// Fetches URLs in parallel. Streams one result per URL as each completes; with -NoWait leaves them to
/// Wait-ParallelFetch, with -AsJob to Receive-Job.
/// </summary>
[Cmdlet(VerbsLifecycle.Start, "ParallelFetch", DefaultParameterSetName = StreamSet, SupportsShouldProcess = true)]
[Alias("Invoke-ParallelFetch")]
[OutputType(typeof(FetchResult), ParameterSetName = [StreamSet])]
[OutputType(typeof(FetchHandle), ParameterSetName = [NoWaitSet])]
[OutputType(typeof(Job), ParameterSetName = [JobSet])]
public sealed partial class StartParallelFetchCommand : CancellableCommand
{
    private const string StreamSet = "Stream";
    private const string NoWaitSet = "NoWait";
    private const string JobSet = "Job";

    private FetchEngine? _engine;
    private FetchBatch? _batch;
    private ResultPump? _pump;
    private ProgressReporter? _progress;
    private BatchEvents? _events;
    private IDisposable? _limits;
    private BatchCheckpoint? _checkpoint;
    private RequestFactory? _requests;
    private Action<FetchRequest>? _accept;
    private Func<bool>? _hasRoom;
    private bool _isContentTypeGiven;

    /// <summary>The URLs, as text or Uri objects. A bare host gets http://. Blank text and text that begins with # is skipped.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Url", "Link", "Href", "Source")]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    [UriText]
    public string?[]? Uri { get; set; }

    /// <summary>Emits the results in the order of the input instead of the order of their completion.</summary>
    [Parameter(ParameterSetName = StreamSet)]
    [Parameter(ParameterSetName = JobSet)]
    public SwitchParameter InOrder { get; set; }

    /// <summary>Returns without waiting for completion; blocks only while the limit is reached.</summary>
    [Parameter(ParameterSetName = NoWaitSet, Mandatory = true)]
    public SwitchParameter NoWait { get; set; }

    /// <summary>Emits a handle for each URL.</summary>
    [Parameter(ParameterSetName = NoWaitSet)]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _isContentTypeGiven = IsGiven(nameof(ContentType));
        _requests = CreateRequestFactory();
        _engine = FetchSession.Current;
        FetchLimits limits = LimitBinder.Bind(
            MyInvocation.BoundParameters, Throttle, ThrottlePerHost, RequestsPerSecond, RequestsPerSecondPerHost, AutoThrottle);
        if (NoWait)
        {
            _limits = _engine.OverrideLimits(limits);
            _events = new BatchEvents(this, "Start-ParallelFetch -NoWait");
            return;
        }

        _checkpoint = OpenCheckpoint();
        FetchBatch batch = _engine.StartBatch(limits, InOrder);
        if (AsJob)
        {
            StartJob(batch);
            _accept = _job!.Add;
            return;
        }

        _batch = batch;
        _accept = batch.Add;
        _hasRoom = () => !batch.IsFull;
        _progress = new ProgressReporter(this, "Fetching URLs", TotalAtFirst) { IsWanted = WantedStreams.Progress(this) };
        _pump = new ResultPump(this, _batch, _progress, StopRequested) { MaximumFailureCount = MaximumFailureCount, Checkpoint = _checkpoint };
        _events = new BatchEvents(this, "Start-ParallelFetch");
        _events.Start(_progress.Total, _engine.Throttle);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string? uri in Uri ?? [null])
        {
            if (IsSkipped(uri))
            {
                WriteVerbose($"Skipped the line {FetchUri.Display(uri)}.");
            }
            else if (_accept is null)
            {
                StartInBackground(_requests!.Create(ParametersOf(uri)));
            }
            else
            {
                AddToBatch(_requests!.Create(ParametersOf(uri)));
            }

            if (_batch is not null)
            {
                PumpGuarded(_hasRoom!);
            }

            if (StopRequested.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_batch is { } batch)
        {
            // Whatever came through the pipeline, now it is all here.
            _progress!.Total = batch.Progress.Accepted;
            PumpGuarded(() => batch.IsDrained);
            _progress.Complete();
            CloseCheckpoint();
            _events!.End(batch.Progress);
        }
        else if (_job is not null)
        {
            EmitJob();
        }
        else
        {
            _events!.LeaveToBackground();
        }

        SayWhatWasSkipped();
    }

    /// <inheritdoc/>
    protected override void StopProcessing()
    {
        base.StopProcessing();
        _batch?.Cancel();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _batch?.Dispose();
            if (_job is null)
            {
                AbandonCheckpoint();
            }

            LeaveJob();
            _limits?.Dispose();
        }

        base.Dispose(disposing);
    }

    // A result that is piped in has the content type of its response, which is not meant for the next request.
    private bool IsContentTypeMeant => _isContentTypeGiven || (ResponseUri is null && Headers is not ResponseHeaders);

    private static bool IsSkipped(string? line)
    {
        ReadOnlySpan<char> text = line.AsSpan().Trim();
        return line is not null && (text.IsEmpty || text[0] == '#');
    }

    private void StartInBackground(FetchRequest request)
    {
        if (!Confirmation.IsGiven(this, request))
        {
            return;
        }

        FetchHandle handle = _engine!.Background.Add(request);
        _events!.Accepted++;
        try
        {
            _engine.Background.WaitUntilStarted(StopRequested);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        if (PassThru)
        {
            WriteObject(handle);
        }
    }

    private void PumpGuarded(Func<bool> isDone)
    {
        try
        {
            _pump!.WriteUntil(isDone);
        }
        catch (CheckpointException exception)
        {
            _batch!.Cancel();
            _progress!.Abandon();
            ThrowTerminatingError(FetchErrors.CheckpointFailed(exception, exception.Path));
        }
        catch
        {
            // The pipeline is over, and may go on for long without this command: stop now, not when it is disposed of.
            _batch!.Cancel();
            _progress!.Abandon();
            throw;
        }
    }

    // A switch that is off, $null and empty text, such as a script passes on, count as not given.
    private bool IsGiven(string parameter) =>
        MyInvocation.BoundParameters.TryGetValue(parameter, out object? value) && value is not (null or "" or SwitchParameter { IsPresent: false });

    // A result that is piped in has the file of the fetch before, which is not meant where there is a directory.
    private string? MeantOutFile => ResponseUri is not null && !string.IsNullOrEmpty(OutDirectory) ? null : OutFile;

    private UrlParameters ParametersOf(string? uri) =>
        new(uri, Method, CustomMethod, Headers, Body, Form, InFile, IsContentTypeMeant ? ContentType : null, Cookie, MeantOutFile, OutDirectory, FileHash);

    // What was given for the call as a whole is refused at once; what comes with a URL only spoils that URL.
    private RequestFactory CreateRequestFactory()
    {
        try
        {
            CallSettings.RefuseConflicts(IsGiven, Authentication);
            if (SessionVariable is not null)
            {
                WebSession = Binding.SessionVariable.CreateSession(InvokeCommand);
                SessionState.PSVariable.Set(SessionVariable, WebSession);
            }

            RequestFactory requests = new CallSettings(this, IsGiven, new FilePaths(SessionState.Path)).CreateFactory();
            if (requests.Check(ParametersOf(null), MyInvocation.ExpectingInput) is { } failure)
            {
                ThrowTerminatingError(FetchErrors.Create(failure, null, null));
            }

            return requests;
        }
        catch (CallException exception)
        {
            ThrowTerminatingError(exception.ToErrorRecord());
            throw;
        }
    }
}
