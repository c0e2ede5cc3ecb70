namespace LoopbackServer.Client;

/// <summary>What a quota did.</summary>
/// <param name="Accepted">Requests that were served.</param>
/// <param name="Refused">Requests that were turned away.</param>
public sealed record QuotaCounters(long Accepted, long Refused);
