namespace LoopbackServer.Counting;

/// <summary>What <c>GET /control/counters</c> shows.</summary>
internal sealed record CounterSnapshot(TotalSnapshot Total, Dictionary<string, PathSnapshot> Paths);

internal sealed record TotalSnapshot(
    long Requests, long Concurrent, long Peak, long Aborted, long Connections, long OpenConnections,
    DateTimeOffset? FirstAt, DateTimeOffset? LastAt);

internal sealed record PathSnapshot(long Requests, long Concurrent, long Peak, long Aborted);
