using System.Management.Automation;
using ParallelFetch.Binding;
using ParallelFetch.Jobs;

namespace ParallelFetch.Commands;

/// <content>The call as a job.</content>
public sealed partial class StartParallelFetchCommand
{
    /// <summary>Emits one job for the whole call instead of results; they are in the job.</summary>
    [Parameter(ParameterSetName = JobSet, Mandatory = true)]
    public SwitchParameter AsJob { get; set; }

    /// <summary>The name of the job, instead of one such as Job1.</summary>
    [Parameter(ParameterSetName = JobSet)]
    [ValidateNotNullOrEmpty]
    public string? JobName { get; set; }

    private FetchJobSettings CreateJobSettings() => new(JobMode.CommandLineOf(MyInvocation), JobName)
    {
        MaximumFailureCount = MaximumFailureCount,
        Checkpoint = _checkpoint?.Checkpoint,
        OnError = MyInvocation.BoundParameters.TryGetValue("ErrorAction", out object? action) ? (ActionPreference)action : null,
        IsVerbose = WantedStreams.TraceOf(this).HasFlag(FetchTrace.Attempts),
        Total = TotalAtFirst,
    };
}
