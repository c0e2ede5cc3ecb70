using ParallelFetch.Http;

namespace ParallelFetch;

/// <summary>What an engine is built with; tests put a fake clock and a fake network here.</summary>
internal sealed record FetchEngineSettings
{
    /// <summary>The clock of all scheduling and time limits.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Makes the handler that sends the requests of a connection profile.</summary>
    public Func<ConnectionProfile, HttpMessageHandler> CreateHandler { get; init; } = static profile => HandlerFactory.Create(profile);

    /// <summary>Numbers from 0 to below 1, for the jitter of retries.</summary>
    public Func<double> Random { get; init; } = System.Random.Shared.NextDouble;

    /// <summary>Makes the outcome object of a request, so that a caller can hand out a type of its own.</summary>
    public Func<FetchRequest, FetchOutcome> CreateOutcome { get; init; } = static request => new FetchOutcome(request);
}
