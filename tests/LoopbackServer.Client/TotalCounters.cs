namespace LoopbackServer.Client;

/// <summary>Counters over all paths.</summary>
/// <param name="Requests">Requests that arrived.</param>
/// <param name="Concurrent">Requests that are running now.</param>
/// <param name="Peak">The most that ever ran at the same time.</param>
/// <param name="Aborted">Requests whose client went away before the response was complete.</param>
/// <param name="Connections">Overall: connections opened since the last reset; in a scope: distinct connections used.</param>
/// <param name="OpenConnections">Those of them that are open now (overall: all that are open).</param>
public sealed record TotalCounters(
    long Requests, long Concurrent, long Peak, long Aborted, long Connections, long OpenConnections);
