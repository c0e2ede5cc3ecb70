using System.Management.Automation;

namespace ParallelFetch.Commands;

/// <summary>
/// Changes the session's limit. Takes effect at once, for what is running too; lowering it never cancels what is on
/// the wire.
/// </summary>
[Cmdlet(VerbsCommon.Set, "ParallelFetchLimit")]
[OutputType(typeof(FetchLimit))]
public sealed class SetParallelFetchLimitCommand : PSCmdlet
{
    /// <summary>How many fetches may be on the wire at once; 0 for any number.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("ThrottleLimit")]
    [ValidateRange(0, int.MaxValue)]
    public int Throttle { get; set; }

    /// <summary>Emits the limit that is then in force.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        FetchEngine engine = FetchSession.Current;
        engine.SetThrottle(Throttle);
        if (PassThru)
        {
            WriteObject(FetchLimit.Of(engine));
        }
    }
}
