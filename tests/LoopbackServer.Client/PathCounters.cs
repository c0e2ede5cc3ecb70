namespace LoopbackServer.Client;

/// <summary>Counters of one path.</summary>
/// <param name="Requests">Requests that arrived.</param>
/// <param name="Concurrent">Requests that are running now.</param>
/// <param name="Peak">The most that ever ran at the same time.</param>
/// <param name="Aborted">Requests whose client went away before the response was complete.</param>
public sealed record PathCounters(long Requests, long Concurrent, long Peak, long Aborted);
