using System.Management.Automation;

namespace ParallelFetch.Commands;

/// <summary>A cmdlet that can be stopped while it blocks. StopProcessing runs on another thread and does nothing but cancel.</summary>
public abstract class CancellableCommand : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Cancelled when the pipeline is stopped.</summary>
    protected CancellationToken StopRequested => _stopping.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    protected override void StopProcessing() => _stopping.Cancel();

    /// <summary>Called by PowerShell when the pipeline is over, however it ended.</summary>
    /// <param name="disposing">Whether managed state is to be let go of.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _stopping.Dispose();
        }
    }
}
