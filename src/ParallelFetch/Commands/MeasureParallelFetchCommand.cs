using System.Management.Automation;
using ParallelFetch.Measuring;

namespace ParallelFetch.Commands;

/// <summary>Sums the results of a batch up in one object. Memory does not grow with their number.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "ParallelFetch")]
[OutputType(typeof(FetchSummary), typeof(FetchResult))]
public sealed class MeasureParallelFetchCommand : PSCmdlet
{
    private readonly SummaryBuilder _summary = new();

    /// <summary>The results, live or from a file or another machine.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [AllowNull]
    [AllowEmptyCollection]
    public PSObject?[]? InputObject { get; set; }

    /// <summary>The name of a variable that gets the summary, while the results pass through.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? SummaryVariable { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (PSObject? input in InputObject ?? [])
        {
            if (input is null)
            {
                continue;
            }

            if (!ResultFacts.IsResult(input))
            {
                WriteError(FetchErrors.InvalidArgument(
                    "InvalidInputObject",
                    $"'{input}', of the type {input.BaseObject.GetType().Name}, is not a result of Start-ParallelFetch or Wait-ParallelFetch.",
                    input));
                continue;
            }

            _summary.Add(input);
            if (SummaryVariable is not null)
            {
                WriteObject(input);
            }
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        FetchSummary summary = _summary.Build();
        if (SummaryVariable is null)
        {
            WriteObject(summary);
        }
        else
        {
            SessionState.PSVariable.Set(SummaryVariable, summary);
        }
    }
}
