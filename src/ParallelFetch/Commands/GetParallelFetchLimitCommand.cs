using System.Management.Automation;

namespace ParallelFetch.Commands;

/// <summary>Shows the limit in force, and how many fetches are on the wire and wait for it.</summary>
[Cmdlet(VerbsCommon.Get, "ParallelFetchLimit")]
[OutputType(typeof(FetchLimit))]
public sealed class GetParallelFetchLimitCommand : PSCmdlet
{
    /// <inheritdoc/>
    protected override void EndProcessing() => WriteObject(FetchLimit.Of(FetchSession.Current));
}
