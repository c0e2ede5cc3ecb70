using System.Collections;
using System.Management.Automation;
using ParallelFetch.Binding;
using ParallelFetch.Http;
using ParallelFetch.Pump;

namespace ParallelFetch.Commands;

/// <summary>
/// Fetches URLs in parallel. Streams one result per URL as each completes; with -NoWait leaves them to
/// Wait-ParallelFetch.
/// </summary>
[Cmdlet(VerbsLifecycle.Start, "ParallelFetch", DefaultParameterSetName = StreamSet)]
[Alias("Invoke-ParallelFetch")]
[OutputType(typeof(FetchResult), ParameterSetName = [StreamSet])]
[OutputType(typeof(FetchHandle), ParameterSetName = [NoWaitSet])]
public sealed class StartParallelFetchCommand : CancellableCommand
{
    private const string StreamSet = "Stream";
    private const string NoWaitSet = "NoWait";

    private FetchEngine? _engine;
    private FetchBatch? _batch;
    private ResultPump? _pump;
    private ProgressReporter? _progress;
    private IDisposable? _throttle;
    private RequestFactory? _requests;
    private Func<bool>? _hasRoom;

    /// <summary>The URLs, as text or Uri objects. A bare host gets http://. Blank text and text that begins with # is skipped.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Url", "Link", "Href", "Source")]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    [UriText]
    public string?[]? Uri { get; set; }

    /// <summary>
    /// How many fetches may be on the wire at once while this call runs; 0 for any number. Without it the session's
    /// limit holds.
    /// </summary>
    [Parameter]
    [Alias("ThrottleLimit")]
    [ValidateRange(0, int.MaxValue)]
    public int Throttle { get; set; }

    /// <summary>A hashtable of the caller's own that comes back with the result: the same instance.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Tag", "State")]
    [Dictionary(AsHashtable = true)]
    public Hashtable? Cookie { get; set; }

    /// <summary>The header fields to send. A value may be a list.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Dictionary]
    public IDictionary? Headers { get; set; }

    /// <summary>The User-Agent to send.</summary>
    [Parameter]
    public string? UserAgent { get; set; }

    /// <summary>
    /// How many seconds a request may wait for its response headers, connecting included; 0 for any time.
    /// Invoke-WebRequest has the same meaning, but waits without limit unless told otherwise.
    /// </summary>
    [Parameter]
    [Alias("TimeoutSec")]
    [ValidateRange(0, MaximumSeconds)]
    public int ConnectionTimeoutSeconds { get; set; } = (int)FetchOptions.DefaultTimeout.TotalSeconds;

    /// <summary>How many seconds the body may stall between two reads; 0 for any time.</summary>
    [Parameter]
    [ValidateRange(0, MaximumSeconds)]
    public int OperationTimeoutSeconds { get; set; } = (int)FetchOptions.DefaultTimeout.TotalSeconds;

    /// <summary>How many seconds a fetch may take in all, from being sent to its last byte; 0 for any time.</summary>
    [Parameter]
    [ValidateRange(0, MaximumSeconds)]
    public int TotalTimeoutSeconds { get; set; }

    /// <summary>How many redirects are followed; 0 returns the redirecting response itself.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int MaximumRedirection { get; set; } = FetchOptions.Default.MaximumRedirection;

    /// <summary>Accepts any server certificate. Everything that is sent and received may then be read and changed on the way.</summary>
    [Parameter]
    public SwitchParameter SkipCertificateCheck { get; set; }

    /// <summary>The highest HTTP version to use: 1.0, 1.1, 2.0 or 3.0. A server that has only a lower one is served with that.</summary>
    [Parameter]
    [HttpVersion]
    [ArgumentCompleter(typeof(HttpVersionCompleter))]
    public Version HttpVersion { get; set; } = FetchOptions.Default.HttpVersion;

    /// <summary>Emits the results in the order of the input instead of the order of their completion.</summary>
    [Parameter(ParameterSetName = StreamSet)]
    public SwitchParameter InOrder { get; set; }

    /// <summary>Returns without waiting for completion; blocks only while the limit is reached.</summary>
    [Parameter(ParameterSetName = NoWaitSet, Mandatory = true)]
    public SwitchParameter NoWait { get; set; }

    /// <summary>Emits a handle for each URL.</summary>
    [Parameter(ParameterSetName = NoWaitSet)]
    public SwitchParameter PassThru { get; set; }

    // The largest number of whole seconds that SocketsHttpHandler.ConnectTimeout takes.
    private const int MaximumSeconds = int.MaxValue / 1000;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _requests = new RequestFactory(CreateOptions(), new HeaderBinder(UserAgent, Headers));
        RefuseInvalidArguments(_requests);
        _engine = FetchSession.Current;
        int? throttle = MyInvocation.BoundParameters.ContainsKey(nameof(Throttle)) ? Throttle : null;
        if (NoWait)
        {
            _throttle = _engine.EnterThrottle(throttle);
            return;
        }

        FetchBatch batch = _engine.StartBatch(throttle, InOrder);
        _batch = batch;
        _hasRoom = () => !batch.IsFull;
        _progress = new ProgressReporter(this, "Fetching URLs", MyInvocation.ExpectingInput ? null : Uri?.Length);
        _pump = new ResultPump(this, _batch, _progress, StopRequested);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string? uri in Uri ?? [null])
        {
            if (IsSkipped(uri))
            {
                WriteVerbose($"Skipped the line '{uri}'.");
            }
            else if (_batch is null)
            {
                StartInBackground(_requests!.Create(uri, Headers, Cookie));
            }
            else
            {
                _batch.Add(_requests!.Create(uri, Headers, Cookie));
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
        if (_batch is not null)
        {
            PumpGuarded(() => _batch.IsDrained);
            _progress!.Complete();
        }
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
            _throttle?.Dispose();
        }

        base.Dispose(disposing);
    }

    private static bool IsSkipped(string? line)
    {
        ReadOnlySpan<char> text = line.AsSpan().Trim();
        return line is not null && (text.IsEmpty || text[0] == '#');
    }

    private void StartInBackground(FetchRequest request)
    {
        FetchHandle handle = _engine!.Background.Add(request);
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
        catch
        {
            // The pipeline is over, and may go on for long without this command: stop now, not when it is disposed of.
            _batch!.Cancel();
            _progress!.Abandon();
            throw;
        }
    }

    private FetchOptions CreateOptions()
    {
        ConnectionProfile connection = ConnectionProfile.Default with { SkipCertificateCheck = SkipCertificateCheck };
        if (MyInvocation.BoundParameters.ContainsKey(nameof(ConnectionTimeoutSeconds)))
        {
            connection = connection with
            {
                ConnectTimeout = ConnectionTimeoutSeconds == 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(ConnectionTimeoutSeconds),
            };
        }

        return new FetchOptions
        {
            Connection = connection,
            ConnectionTimeout = TimeSpan.FromSeconds(ConnectionTimeoutSeconds),
            OperationTimeout = TimeSpan.FromSeconds(OperationTimeoutSeconds),
            TotalTimeout = TimeSpan.FromSeconds(TotalTimeoutSeconds),
            MaximumRedirection = MaximumRedirection,
            HttpVersion = HttpVersion,
        };
    }

    // What was given for the call as a whole is refused at once; what comes with a URL only spoils that URL.
    private void RefuseInvalidArguments(RequestFactory requests)
    {
        if (requests.Check(Headers, Cookie) is { } failure)
        {
            ThrowTerminatingError(FetchErrors.Create(failure, null, null));
        }
    }
}
