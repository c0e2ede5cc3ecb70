using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;
using System.Management.Automation.Host;

namespace ParallelFetch.Jobs;

/// <summary>
/// What takes the place of the pipeline behind a job: what a cmdlet writes goes into the job's streams. It lets the
/// same pump write to a pipeline and to a job. Used on the job's own thread only.
/// </summary>
internal sealed class JobRuntime : ICommandRuntime2
{
    private readonly Job _job;
    private readonly ActionPreference? _onError;
    private readonly bool _isVerbose;

    /// <summary>Creates it.</summary>
    /// <param name="job">The job.</param>
    /// <param name="onError">What -ErrorAction says; null when it was not given.</param>
    /// <param name="isVerbose">Whether verbose messages are kept for whoever receives them.</param>
    internal JobRuntime(Job job, ActionPreference? onError, bool isVerbose)
    {
        _job = job;
        _onError = onError;
        _isVerbose = isVerbose;
    }

    /// <summary>How many results there have been.</summary>
    internal long Done { get; private set; }

    /// <summary>How many of them have an error.</summary>
    internal long Failed { get; private set; }

    public PSHost Host => null!;

    public PSTransactionContext CurrentPSTransaction => throw new NotSupportedException();

    public void WriteObject(object sendToPipeline)
    {
        if (sendToPipeline is FetchResult result)
        {
            Done++;
            result.SetErrorWritten();
        }

        Put(_job.Output, PSObject.AsPSObject(sendToPipeline));
    }

    public void WriteObject(object sendToPipeline, bool enumerateCollection) => WriteObject(sendToPipeline);

    public void WriteError(ErrorRecord errorRecord)
    {
        Failed++;
        switch (_onError)
        {
            case ActionPreference.Stop:
                throw new JobEndedException(errorRecord);
            case ActionPreference.SilentlyContinue or ActionPreference.Ignore:
                break;
            default:
                Put(_job.Error, errorRecord);
                break;
        }
    }

    public void ThrowTerminatingError(ErrorRecord errorRecord) => throw new JobEndedException(FetchErrors.AsWritten(errorRecord));

    public void WriteWarning(string text) => Put(_job.Warning, new WarningRecord(text));

    public void WriteVerbose(string text)
    {
        if (_isVerbose)
        {
            Put(_job.Verbose, new VerboseRecord(text));
        }
    }

    public void WriteDebug(string text) => Put(_job.Debug, new DebugRecord(text));

    public void WriteInformation(InformationRecord informationRecord) => Put(_job.Information, informationRecord);

    public void WriteProgress(ProgressRecord progressRecord)
    {
        // Only the latest tells something, and nobody may look for hours.
        Put(_job.Progress, progressRecord, isOnlyLatest: true);
    }

    public void WriteProgress(long sourceId, ProgressRecord progressRecord) => WriteProgress(progressRecord);

    public void WriteCommandDetail(string text)
    {
    }

    public bool ShouldProcess(string target) => true;

    public bool ShouldProcess(string target, string action) => true;

    public bool ShouldProcess(string verboseDescription, string verboseWarning, string caption) => true;

    public bool ShouldProcess(string verboseDescription, string verboseWarning, string caption, out ShouldProcessReason shouldProcessReason)
    {
        shouldProcessReason = ShouldProcessReason.None;
        return true;
    }

    public bool ShouldContinue(string query, string caption) => true;

    public bool ShouldContinue(string query, string caption, ref bool yesToAll, ref bool noToAll) => true;

    public bool ShouldContinue(string query, string caption, bool hasSecurityImpact, ref bool yesToAll, ref bool noToAll) => true;

    public bool TransactionAvailable() => false;

    /// <summary>A cmdlet that writes here.</summary>
    internal Cmdlet CreateCmdlet() => new JobCmdlet { CommandRuntime = this };

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "Handlers are anybody's code.")]
    private static void Put<T>(PSDataCollection<T> stream, T item, bool isOnlyLatest = false)
    {
        try
        {
            if (isOnlyLatest)
            {
                stream.Clear();
            }

            stream.Add(item);
        }
        catch (Exception)
        {
            // The job has been removed, a Receive-Job that listened has been stopped, or a handler of the stream's events
            // has thrown, after the item was added: none of it is the batch's failure.
        }
    }

    private sealed class JobCmdlet : Cmdlet
    {
    }
}
