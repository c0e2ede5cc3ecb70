using System.Management.Automation;
using ParallelFetch.Measuring;
using ParallelFetch.Reporting;

namespace ParallelFetch.Commands;

/// <summary>Sums the results of a batch up in one object, and on request in a web page. Memory does not grow with their number.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "ParallelFetch", SupportsShouldProcess = true)]
[OutputType(typeof(FetchSummary), typeof(FetchResult))]
public sealed class MeasureParallelFetchCommand : PSCmdlet, IDisposable
{
    private readonly SummaryBuilder _summary = new();
    private ReportCollector? _report;
    private ReportFile? _file;
    private PSVariable? _variable;

    /// <summary>The results, live or from a file or another machine.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [AllowNull]
    [AllowEmptyCollection]
    public PSObject?[]? InputObject { get; set; }

    /// <summary>The file of a web page about the results.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? HtmlPath { get; set; }

    /// <summary>The name of a variable that gets the summary, while the results pass through.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? SummaryVariable { get; set; }

    /// <summary>Gives the variable what there is when the pipeline was stopped before its end.</summary>
    public void Dispose() => SetVariable();

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (HtmlPath is not null)
        {
            // Whoever measures a long batch wants to hear of a wrong path before it.
            _file = ReportFile.Create(HtmlPath, SessionState.Path, out ErrorRecord? error);
            if (error is not null)
            {
                ThrowTerminatingError(error);
            }

            _report = new ReportCollector();
        }

        if (SummaryVariable is not null)
        {
            SessionState.PSVariable.Set(SummaryVariable, null);
            _variable = SessionState.PSVariable.Get(SummaryVariable);
        }
    }

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
                WriteError(FetchErrors.NotAResult(input));
                continue;
            }

            ResultFacts facts = ResultFacts.Of(input);
            _summary.Add(facts);
            _report?.Add(facts);
            if (_variable is not null)
            {
                WriteObject(input);
            }
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_variable is null)
        {
            WriteObject(_summary.Build());
        }

        SetVariable();
        if (_file is not null && ShouldProcess(_file.FullPath, "Write the report") && !TryWriteReport(out ErrorRecord? error))
        {
            WriteError(error);
        }
    }

    private bool TryWriteReport([System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out ErrorRecord? error)
    {
        var page = new ReportPage(_summary.Build(), _summary.Latencies, _report!, TimeProvider.System);
        return _file!.TryWrite(page.Write, out error);
    }

    private void SetVariable()
    {
        if (_variable is not null)
        {
            _variable.Value = _summary.Build();
            _variable = null;
        }
    }
}
