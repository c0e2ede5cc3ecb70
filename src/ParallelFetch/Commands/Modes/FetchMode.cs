namespace ParallelFetch.Commands;

/// <summary>
/// What a call of Start-ParallelFetch does with its requests: emit their results, leave them to Wait-ParallelFetch, or
/// make a job of them. Used on the pipeline's thread only, but for <see cref="Cancel"/>.
/// </summary>
internal abstract class FetchMode : IDisposable
{
    /// <summary>Begins, before the first request.</summary>
    internal virtual void Begin()
    {
    }

    /// <summary>Takes a request.</summary>
    internal abstract void Accept(FetchRequest request);

    /// <summary>A URL of the input will not be accepted, because it is done already.</summary>
    internal virtual void LeaveOut()
    {
    }

    /// <summary>A request will not be accepted, because the user does not want it sent (-WhatIf, -Confirm).</summary>
    internal virtual void HoldBack()
    {
    }

    /// <summary>Emits what is ready, and waits while no more requests can be taken.</summary>
    internal virtual void Pump()
    {
    }

    /// <summary>All requests are here: does what is left to be done before the pipeline ends.</summary>
    internal abstract void End();

    /// <summary>The pipeline is being stopped. Called from another thread.</summary>
    internal virtual void Cancel()
    {
    }

    /// <summary>The pipeline is over, however it ended: lets go of what the call holds.</summary>
    public abstract void Dispose();
}
