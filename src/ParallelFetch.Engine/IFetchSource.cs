namespace ParallelFetch;

/// <summary>Something that outcomes come out of: what a pump on one thread drains until nothing more can come.</summary>
internal interface IFetchSource
{
    /// <summary>Whether everything that was accepted so far has been taken.</summary>
    bool IsDrained { get; }

    /// <summary>Takes the next outcome, if one is ready.</summary>
    /// <param name="outcome">The outcome.</param>
    bool TryTake([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out FetchOutcome? outcome);

    /// <summary>Takes the next thing that the user may want to know of, if there is one.</summary>
    /// <param name="notice">What.</param>
    bool TryTakeNotice([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out FetchNotice? notice);

    /// <summary>Blocks until an outcome may be ready.</summary>
    /// <param name="timeout">How long at the most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False when none is ready: the time ran out, or the wait ended early, which it may do at any time.</returns>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    bool WaitForOutcome(TimeSpan timeout, CancellationToken cancellationToken);

    /// <summary>How far it has come.</summary>
    FetchProgress Progress { get; }
}
