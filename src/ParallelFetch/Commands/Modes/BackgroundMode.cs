using System.Management.Automation;
using ParallelFetch.Pump;

namespace ParallelFetch.Commands;

/// <summary>Leaves the fetches to Wait-ParallelFetch (-NoWait): waits only while the limit is reached.</summary>
internal sealed class BackgroundMode : FetchMode
{
    private readonly Cmdlet _cmdlet;
    private readonly BackgroundFetches _background;
    private readonly IDisposable _limits;
    private readonly BatchEvents _events;
    private readonly bool _emitsHandles;
    private readonly CancellationToken _stopping;

    /// <summary>Creates the mode of a call.</summary>
    /// <param name="cmdlet">Writes the handles.</param>
    /// <param name="engine">The session's engine.</param>
    /// <param name="limits">What the call claims while it runs.</param>
    /// <param name="emitsHandles">Whether each URL yields its handle.</param>
    /// <param name="stopping">Cancelled when the pipeline is stopped.</param>
    internal BackgroundMode(Cmdlet cmdlet, FetchEngine engine, FetchLimits limits, bool emitsHandles, CancellationToken stopping)
    {
        _cmdlet = cmdlet;
        _background = engine.Background;
        _limits = engine.OverrideLimits(limits);
        _emitsHandles = emitsHandles;
        _stopping = stopping;
        _events = new BatchEvents(cmdlet, "Start-ParallelFetch -NoWait");
    }

    /// <inheritdoc/>
    internal override void Accept(FetchRequest request)
    {
        FetchHandle handle = _background.Add(request);
        _events.Accepted++;
        try
        {
            _background.WaitUntilStarted(_stopping);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        if (_emitsHandles)
        {
            _cmdlet.WriteObject(handle);
        }
    }

    /// <inheritdoc/>
    internal override void End() => _events.LeaveToBackground();

    /// <inheritdoc/>
    public override void Dispose() => _limits.Dispose();
}
