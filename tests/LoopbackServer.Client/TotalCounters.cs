namespace LoopbackServer.Client;

/// <summary>Counters over all paths.</summary>
/// <param name="Requests">Requests that arrived.</param>
/// <param name="Concurrent">Requests that are running now.</param>
/// <param name="Peak">The most that ever ran at the same time.</param>
/// <param name="Aborted">Requests whose client went away before the response was complete.</param>
/// <param name="Connections">Overall: connections opened since the last reset; in a scope: distinct connections used.</param>
/// <param name="OpenConnections">Those of them that are open now (overall: all that are open).</param>
/// <param name="FirstAt">When the first request came since the last reset; null when none did.</param>
/// <param name="LastAt">When the last one was answered; null when none was.</param>
public sealed record TotalCounters(
    long Requests, long Concurrent, long Peak, long Aborted, long Connections, long OpenConnections,
    DateTimeOffset? FirstAt = null, DateTimeOffset? LastAt = null);
