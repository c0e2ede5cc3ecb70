using System.Management.Automation;

namespace ParallelFetch.Benchmarks.Contenders;

/// <summary>Base of the cmdlet that binds everything Start-ParallelFetch binds and does nothing but write one object per record.</summary>
public abstract class NoOpCommand : PSCmdlet
{
    private static readonly object Result = new();

    /// <summary>How many records came, of all pipelines together.</summary>
    public static long Records { get; private set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        Records++;
        WriteObject(Result);
    }
}
