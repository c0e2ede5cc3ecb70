using System.Diagnostics;
using System.Management.Automation;
using System.Management.Automation.Internal;
using System.Management.Automation.Runspaces;

namespace ParallelFetch.Shell.Commands;

/// <summary><c>Measure-Command</c>: how long a script block takes; its output is thrown away. pwsh has the real one.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "Command")]
[OutputType(typeof(TimeSpan))]
public sealed class MeasureCommandCommand : PSCmdlet
{
    // Runs in the caller's scope, as the real one does, and throws the output away as it comes: nothing piles up.
    private const string Run = "ForEach-Object -Process $args[0] -InputObject $args[1] | Out-Null";

    private readonly Stopwatch _watch = new();

    /// <summary>What to measure.</summary>
    [Parameter(Position = 0, Mandatory = true)]
    public ScriptBlock Expression { get; set; } = null!;

    /// <summary>Objects to run it for, as <c>$_</c>.</summary>
    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; } = AutomationNull.Value;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        _watch.Start();
        InvokeCommand.InvokeScript(Run, useNewScope: false, PipelineResultTypes.Error, input: null, Expression, InputObject);
        _watch.Stop();
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => WriteObject(_watch.Elapsed);
}
