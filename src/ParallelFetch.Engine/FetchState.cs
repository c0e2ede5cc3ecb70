namespace ParallelFetch;

/// <summary>Where a background fetch stands.</summary>
public enum FetchState
{
    /// <summary>Accepted, but not yet on the wire.</summary>
    Waiting,

    /// <summary>On the wire.</summary>
    Running,

    /// <summary>A response has arrived whole, whatever its status.</summary>
    Completed,

    /// <summary>There is no usable response; the result says why.</summary>
    Failed,

    /// <summary>Stopped before it had finished.</summary>
    Stopped,
}
