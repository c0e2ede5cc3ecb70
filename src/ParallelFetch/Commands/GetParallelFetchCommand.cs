using System.Management.Automation;
using ParallelFetch.Binding;

namespace ParallelFetch.Commands;

/// <summary>Lists the session's background fetches whose results have not been collected, oldest first.</summary>
[Cmdlet(VerbsCommon.Get, "ParallelFetch")]
[OutputType(typeof(FetchHandle))]
public sealed class GetParallelFetchCommand : PSCmdlet
{
    /// <summary>Only the fetches with these numbers.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(HandleIdCompleter))]
    public int[]? Id { get; set; }

    /// <summary>Only the fetches in these states.</summary>
    [Parameter]
    public FetchState[]? State { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        IEnumerable<FetchHandle> handles = HandleSelection.ById(FetchSession.Current.Background.Uncollected, Id, this);
        WriteObject(handles.Where(handle => State is null || State.Contains(handle.State)), enumerateCollection: true);
    }
}
