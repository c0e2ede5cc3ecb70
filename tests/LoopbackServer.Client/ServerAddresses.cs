namespace LoopbackServer.Client;

/// <summary>The line that the server prints when it is ready.</summary>
internal sealed record ServerAddresses(
    Uri Http,
    Uri Https,
    Uri H2c,
    Uri Raw,
    Uri Refused,
    Uri Control,
    Uri TlsGarbage,
    Uri Blackhole);
