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
    Uri Blackhole,
    Uri Mtls,
    Uri Tls12,
    Uri Tls13,
    Uri Other,
    Uri OtherHttps,
    Uri Proxy,
    Uri ProxyAuth,
    Uri Socks5,
    string? UnixSocket,
    Uri? Http3,
    Uri? Unanswered);
