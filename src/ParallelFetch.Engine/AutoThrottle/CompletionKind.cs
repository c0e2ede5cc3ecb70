namespace ParallelFetch.AutoThrottle;

/// <summary>What the end of a request says about the load on its host.</summary>
internal enum CompletionKind
{
    /// <summary>The host answered and did not complain: its latency counts.</summary>
    Good,

    /// <summary>The host has too much to do: status 429 or 503, a time-out, a reset connection.</summary>
    Refused,

    /// <summary>Says nothing about load: a name that cannot be resolved, a certificate, a cancellation.</summary>
    Other,
}
