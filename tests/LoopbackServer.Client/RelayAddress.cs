namespace LoopbackServer.Client;

/// <summary>Where a relay listens.</summary>
internal sealed record RelayAddress(Uri Address);
