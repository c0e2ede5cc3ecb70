using System.Management.Automation;

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
        var limits = new FetchLimits
        {
            Throttle = IsGiven(nameof(Throttle)) ? Throttle : null,
            ThrottlePerHost = IsGiven(nameof(ThrottlePerHost)) ? ThrottlePerHost : null,
            RequestsPerSecond = IsGiven(nameof(RequestsPerSecond)) ? RequestsPerSecond : null,
            RequestsPerSecondPerHost = IsGiven(nameof(RequestsPerSecondPerHost)) ? RequestsPerSecondPerHost : null,
            AutoThrottle = IsGiven(nameof(AutoThrottle)) ? AutoThrottle : null,
        };
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

    private bool IsGiven(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);
}
