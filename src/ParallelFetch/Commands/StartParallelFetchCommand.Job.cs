using System.Management.Automation;
using ParallelFetch.Binding;
using ParallelFetch.Jobs;

namespace ParallelFetch.Commands;

/// <content>The call as a job.</content>
public sealed partial class StartParallelFetchCommand
{
    private FetchJob? _job;
    private bool _isJobOut;

    /// <summary>Emits one job for the whole call instead of results; they are in the job.</summary>
    [Parameter(ParameterSetName = JobSet, Mandatory = true)]
    public SwitchParameter AsJob { get; set; }

    /// <summary>The name of the job, instead of one such as Job1.</summary>
    [Parameter(ParameterSetName = JobSet)]
    [ValidateNotNullOrEmpty]
    public string? JobName { get; set; }

    private void StartJob(FetchBatch batch)
    {
        string line = MyInvocation.Line ?? string.Empty;
        int start = Math.Clamp(MyInvocation.OffsetInLine - 1, 0, line.Length);
        string command = line[start..].Trim();
        _job = new FetchJob(batch, new FetchJobSettings(command.Length > 0 ? command : MyInvocation.InvocationName, JobName)
        {
            MaximumFailureCount = MaximumFailureCount,
            Checkpoint = _checkpoint,
            OnError = MyInvocation.BoundParameters.TryGetValue("ErrorAction", out object? action) ? (ActionPreference)action : null,
            IsVerbose = WantedStreams.TraceOf(this).HasFlag(FetchTrace.Attempts),
            Total = TotalAtFirst,
        });
        _job.Start();
    }

    private void EmitJob()
    {
        _job!.CloseInput();
        JobRepository.Add(_job);
        _isJobOut = true;
        WriteObject(_job);
    }

    // A job that nobody got to see is not left behind.
    private void LeaveJob()
    {
        if (!_isJobOut)
        {
            _job?.Dispose();
        }
    }
}
