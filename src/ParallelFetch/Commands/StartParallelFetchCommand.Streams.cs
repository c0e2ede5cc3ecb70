using System.Management.Automation;
using ParallelFetch.Binding;

namespace ParallelFetch.Commands;

/// <content>What is told on the way.</content>
public sealed partial class StartParallelFetchCommand
{
    /// <summary>How many URLs will come through the pipeline, so that progress can say how much is left.</summary>
    [Parameter(ParameterSetName = StreamSet)]
    [Parameter(ParameterSetName = JobSet)]
    [ValidateRange(0, long.MaxValue)]
    public long ExpectedCount { get; set; }

    // A list that is given as an argument counts itself; what comes through the pipeline is known when its end has come.
    private long? TotalAtFirst => ExpectedCount > 0 ? ExpectedCount
        : MyInvocation.ExpectingInput ? null
        : Uri?.Count(static uri => !UrlLines.IsSkipped(uri)) ?? 1;
}
