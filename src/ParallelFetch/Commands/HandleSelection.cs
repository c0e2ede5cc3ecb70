using System.Management.Automation;

namespace ParallelFetch.Commands;

/// <summary>What the cmdlets that take handles by number have in common.</summary>
internal static class HandleSelection
{
    internal static ErrorRecord NotFound(int id) => new(
        new ItemNotFoundException($"There is no background fetch with Id {id} in this session, or its result has been collected. Get-ParallelFetch lists what there is."),
        "FetchNotFound",
        ErrorCategory.ObjectNotFound,
        id);
}
