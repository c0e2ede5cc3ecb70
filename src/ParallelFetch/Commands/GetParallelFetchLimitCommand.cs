using System.Management.Automation;

namespace ParallelFetch.Commands;

/// <summary>Shows the limits in force and what they hold, for the session or for each of its hosts.</summary>
[Cmdlet(VerbsCommon.Get, "ParallelFetchLimit")]
[OutputType(typeof(FetchLimit), typeof(HostLimit))]
public sealed class GetParallelFetchLimitCommand : PSCmdlet
{
    /// <summary>Emits one object for each host instead of one for the session.</summary>
    [Parameter]
    public SwitchParameter PerHost { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        FetchEngine engine = FetchSession.Current;
        if (PerHost)
        {
            WriteObject(engine.GetHosts(), enumerateCollection: true);
        }
        else
        {
            WriteObject(FetchLimit.Of(engine));
        }
    }
}
