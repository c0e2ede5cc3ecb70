using System.Management.Automation;
using ParallelFetch.Binding;
using ParallelFetch.Files;
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

    private CheckpointLookup? _checkpoint;
    private RequestFactory? _requests;
    private volatile FetchMode? _mode;
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
        var given = new GivenParameters(MyInvocation.BoundParameters);
        _isContentTypeGiven = given.Contains(nameof(ContentType));
        _requests = CreateRequestFactory(given);
        _checkpoint = OpenCheckpoint();
        _mode = CreateMode();
        _mode.Begin();
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string? uri in Uri ?? [null])
        {
            if (UrlLines.IsSkipped(uri))
            {
                WriteVerbose($"Skipped the line {FetchUri.Display(uri)}.");
            }
            else
            {
                Take(_requests!.Create(ParametersOf(uri)));
            }

            _mode!.Pump();
            if (StopRequested.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        _mode!.End();
        _checkpoint?.SayWhatWasSkipped();
    }

    /// <inheritdoc/>
    protected override void StopProcessing()
    {
        base.StopProcessing();
        _mode?.Cancel();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            if (_mode is null)
            {
                _checkpoint?.Checkpoint.Abandon();
            }

            _mode?.Dispose();
        }

        base.Dispose(disposing);
    }

    // A result that is piped in has the content type of its response, which is not meant for the next request.
    private bool IsContentTypeMeant => _isContentTypeGiven || (ResponseUri is null && Headers is not ResponseHeaders);

    private FetchMode CreateMode()
    {
        FetchEngine engine = FetchSession.Current;
        FetchLimits limits = LimitBinder.Bind(
            MyInvocation.BoundParameters, Throttle, ThrottlePerHost, RequestsPerSecond, RequestsPerSecondPerHost, AutoThrottle);
        if (NoWait)
        {
            return new BackgroundMode(this, engine, limits, PassThru, StopRequested);
        }

        FetchBatch batch = engine.StartBatch(limits, InOrder);
        return AsJob
            ? new JobMode(this, batch, CreateJobSettings())
            : new StreamingMode(this, engine, batch, new StreamingSettings(TotalAtFirst, MaximumFailureCount, _checkpoint?.Checkpoint), StopRequested);
    }

    private void Take(FetchRequest request)
    {
        request = _checkpoint is null ? request : request.WithCheckpointKey();
        if (_checkpoint?.FindDone(request) is { } done)
        {
            if (IncludeSkipped)
            {
                _mode!.Accept(request.Skip(done));
            }
            else
            {
                _mode!.LeaveOut();
            }
        }
        else if (Confirmation.IsGiven(this, request))
        {
            _mode!.Accept(request);
        }
        else
        {
            _mode!.HoldBack();
        }
    }

    // A result that is piped in has the file of the fetch before, which is not meant where there is a directory; and none
    // if its body was in memory, where it is meant to be again.
    private string? MeantOutFile => ResponseUri is not null && (OutFile is { Length: 0 } || !string.IsNullOrEmpty(OutDirectory)) ? null : OutFile;

    private UrlParameters ParametersOf(string? uri) =>
        new(uri, Method, CustomMethod, Headers, Body, Form, InFile, IsContentTypeMeant ? ContentType : null, Cookie, MeantOutFile, OutDirectory, FileHash);

    // What was given for the call as a whole is refused at once; what comes with a URL only spoils that URL.
    private RequestFactory CreateRequestFactory(GivenParameters given)
    {
        try
        {
            ParameterConflicts.Refuse(given, Authentication);
            if (SessionVariable is not null)
            {
                WebSession = Binding.SessionVariable.CreateSession(InvokeCommand);
                SessionState.PSVariable.Set(SessionVariable, WebSession);
            }

            RequestFactory requests = CreateSettings(given).CreateFactory();
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

    private CallSettings CreateSettings(GivenParameters given)
    {
        NameRegistry names = NoWait ? FetchSession.Current.Background.Names : new NameRegistry();
        return new CallSettings
        {
            Given = given,
            Paths = new FilePaths(SessionState.Path),
            Session = WebSessionMembers.Read(WebSession),
            Identity = IdentityParameters,
            Connection = ConnectionParameters,
            Redirects = RedirectParameters,
            Retry = RetryParameters,
            HostFailureLimit = HostFailureLimit,
            Headers = Headers,
            UserAgent = UserAgent,
            SkipHeaderValidation = SkipHeaderValidation,
            TransferEncoding = TransferEncoding,
            MaximumBodySize = MaximumBodySize,
            SkipDecompression = SkipDecompression,
            FailOnHttpError = FailOnHttpError,
            Trace = WantedStreams.TraceOf(this),
            Files = CreateFileTarget(names),
            Names = names,
        };
    }
}
