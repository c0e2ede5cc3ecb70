namespace ParallelFetch.AutoThrottle;

/// <summary>What a <see cref="ConcurrencyController"/> has to know about a request when it ends. The caller keeps it meanwhile.</summary>
/// <param name="At">When the request started: a time stamp of the engine's clock.</param>
/// <param name="InFlight">Requests to the host that were on the wire then, this one included.</param>
/// <param name="Round">The round in which it started.</param>
/// <param name="IsMeasured">Whether its latency counts in that round.</param>
internal readonly record struct StartedRequest(long At, int InFlight, int Round, bool IsMeasured);
