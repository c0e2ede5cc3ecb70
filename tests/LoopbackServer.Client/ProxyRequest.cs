using System.Text.Json.Serialization;

namespace LoopbackServer.Client;

/// <summary>What a proxy was asked for.</summary>
/// <param name="Method">CONNECT for a tunnel (and for SOCKS).</param>
/// <param name="Target">A URL, or host:port for a tunnel.</param>
/// <param name="User">Who the client says it is, if it does.</param>
/// <param name="Headers">All that the proxy got; none for SOCKS.</param>
/// <param name="ConnectionId">The connection from the client to the proxy.</param>
/// <param name="Challenged">The proxy answered 407.</param>
public sealed record ProxyRequest(
    string Method,
    string Target,
    string? User,
    [property: JsonConverter(typeof(HeaderDictionaryConverter))] HeaderDictionary Headers,
    string ConnectionId,
    bool Challenged);
