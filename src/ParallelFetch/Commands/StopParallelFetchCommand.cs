using System.Management.Automation;
using ParallelFetch.Binding;

namespace ParallelFetch.Commands;

/// <summary>
/// Cancels background fetches: those of the handles or numbers given, or all of the session's. Their results, which
/// say that they were stopped, still come out of Wait-ParallelFetch.
/// </summary>
[Cmdlet(VerbsLifecycle.Stop, "ParallelFetch", DefaultParameterSetName = AllSet, SupportsShouldProcess = true)]
public sealed class StopParallelFetchCommand : PSCmdlet
{
    private const string AllSet = "All";
    private const string HandleSet = "Handle";
    private const string IdSet = "Id";

    /// <summary>Handles of the fetches to stop.</summary>
    [Parameter(ParameterSetName = HandleSet, Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Handle")]
    [ArgumentCompleter(typeof(HandleExpressionCompleter))]
    public FetchHandle[]? InputObject { get; set; }

    /// <summary>Numbers of the fetches to stop.</summary>
    [Parameter(ParameterSetName = IdSet, Mandatory = true)]
    [ArgumentCompleter(typeof(HandleIdCompleter))]
    public int[]? Id { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        BackgroundFetches background = FetchSession.Current.Background;
        foreach (FetchHandle handle in Select(background))
        {
            if (!background.Owns(handle))
            {
                WriteError(HandleSelection.Foreign(handle, "Stop"));
            }
            else if (ShouldProcess(handle.ToString(), "Stop"))
            {
                background.Stop(handle);
            }
        }
    }

    private IEnumerable<FetchHandle> Select(BackgroundFetches background)
    {
        if (ParameterSetName == HandleSet)
        {
            return InputObject!;
        }

        return HandleSelection.ById(background.Uncollected, Id, this);
    }
}
