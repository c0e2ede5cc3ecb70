namespace ParallelFetch;

/// <summary>What is told of each fetch while it is on its way. Nothing of it is made unless it is asked for.</summary>
[Flags]
internal enum FetchTrace
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A line for each answer, failure and redirect.</summary>
    Attempts = 1,

    /// <summary>The header fields of each request and response, secrets left out.</summary>
    Headers = 2,
}
