using System.Text;
using System.Text.Json.Serialization;

namespace LoopbackServer.Client;

/// <summary>A request as it arrived.</summary>
/// <param name="Method">The method.</param>
/// <param name="Target">The request target as it was sent.</param>
/// <param name="Path">Without scope and query.</param>
/// <param name="Protocol">HTTP/1.1, HTTP/2, …</param>
/// <param name="Scheme">http or https.</param>
/// <param name="Host">What the Host header (or :authority) says.</param>
/// <param name="Headers">In order of arrival on the raw port; elsewhere the order is the server's.</param>
/// <param name="Body">Its content (the first 8 MiB of it), without chunks.</param>
/// <param name="BodyLength">How much was read of it.</param>
/// <param name="BodyComplete">False when it did not arrive in full, or is longer than what is kept.</param>
/// <param name="ConnectionId">The same for all requests of one connection.</param>
/// <param name="RemotePort">The client's port; 0 on a Unix socket.</param>
/// <param name="LocalPort">The server's port; 0 on a Unix socket.</param>
/// <param name="ClientCertificate">Its subject.</param>
public sealed record RecordedRequest(
    string Method,
    string Target,
    string Path,
    string Protocol,
    string Scheme,
    string? Host,
    [property: JsonConverter(typeof(HeaderDictionaryConverter))] HeaderDictionary Headers,
    [property: JsonPropertyName("bodyBase64")] byte[] Body,
    long BodyLength,
    bool BodyComplete,
    string ConnectionId,
    int RemotePort,
    int LocalPort,
    string? ClientCertificate)
{
    /// <summary>The body as UTF-8.</summary>
    [JsonIgnore]
    public string Text => Encoding.UTF8.GetString(Body);
}
