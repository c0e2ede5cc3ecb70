namespace ParallelFetch;

/// <summary>Where a call stands.</summary>
public enum FetchBatchState
{
    /// <summary>It begins.</summary>
    Started,

    /// <summary>Its fetches have been left to the background.</summary>
    Background,

    /// <summary>All of its results have come out, or its wait is over.</summary>
    Ended,
}
