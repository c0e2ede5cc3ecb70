using System.Management.Automation;
using ParallelFetch.Binding;

namespace ParallelFetch.Commands;

/// <summary>
/// Changes the session's limits. Takes effect at once, for what is running too; lowering one never cancels what is on
/// the wire.
/// </summary>
[Cmdlet(VerbsCommon.Set, "ParallelFetchLimit")]
[OutputType(typeof(FetchLimit))]
public sealed class SetParallelFetchLimitCommand : PSCmdlet
{
    /// <summary>How many fetches may be on the wire at once; 0 for any number.</summary>
    [Parameter(Position = 0)]
    [Alias("ThrottleLimit")]
    [ValidateRange(0, int.MaxValue)]
    public int Throttle { get; set; }

    /// <summary>How many of them may be to the same host; 0 for any number.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int ThrottlePerHost { get; set; }

    /// <summary>How many requests are sent in a second at the most; 0 for any number.</summary>
    [Parameter]
    [ValidateRange(0.0, double.MaxValue)]
    public double RequestsPerSecond { get; set; }

    /// <summary>How many of them go to the same host in a second at the most; 0 for any number.</summary>
    [Parameter]
    [ValidateRange(0.0, double.MaxValue)]
    public double RequestsPerSecondPerHost { get; set; }

    /// <summary>Whether the number of fetches to each host finds itself.</summary>
    [Parameter]
    public SwitchParameter AutoThrottle { get; set; }

    /// <summary>Emits the limits that are then in force.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        FetchLimits limits = LimitBinder.Bind(
            MyInvocation.BoundParameters, Throttle, ThrottlePerHost, RequestsPerSecond, RequestsPerSecondPerHost, AutoThrottle);
        if (limits == new FetchLimits())
        {
            ThrowTerminatingError(FetchErrors.InvalidArgument(
                "LimitNotGiven",
                "No limit was given: use -Throttle, -ThrottlePerHost, -RequestsPerSecond, -RequestsPerSecondPerHost or -AutoThrottle.",
                null));
        }

        FetchEngine engine = FetchSession.Current;
        engine.SetLimits(limits);
        if (PassThru)
        {
            WriteObject(FetchLimit.Of(engine));
        }
    }
}
