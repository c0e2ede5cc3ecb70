using System.Text.Json.Serialization;

namespace LoopbackServer.Recording;

/// <summary>What <c>GET /control/record/{scope}</c> shows of a request.</summary>
internal sealed class RecordedRequest
{
    public required string Method { get; init; }

    /// <summary>The request target as it was sent.</summary>
    public required string Target { get; init; }

    /// <summary>Without scope and query.</summary>
    public required string Path { get; init; }

    public required string Protocol { get; init; }

    public required string Scheme { get; init; }

    public string? Host { get; init; }

    /// <summary>In order of arrival on the raw port; Kestrel has an order of its own.</summary>
    public required IReadOnlyDictionary<string, string[]> Headers { get; init; }

    [JsonPropertyName("bodyBase64")]
    public byte[] Body { get; private set; } = [];

    public long BodyLength { get; private set; }

    /// <summary>False while the body arrives, when it never did in full, and when it is too long to keep.</summary>
    public bool BodyComplete { get; private set; }

    public required string ConnectionId { get; init; }

    public int RemotePort { get; init; }

    public int LocalPort { get; init; }

    public string? ClientCertificate { get; init; }

    public void SetBody(BodyCapture capture, bool complete)
    {
        Body = capture.Bytes;
        BodyLength = capture.Length;
        BodyComplete = complete;
    }
}
