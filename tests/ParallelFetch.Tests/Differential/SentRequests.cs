using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using LoopbackServer.Client;

namespace ParallelFetch.Tests.Differential;

/// <summary>
/// What a server and its proxies have recorded, as lines that can be compared: "1 GET /echo HTTP/1.1", "1 accept: a/b",
/// "1 body: …". Without what says nothing about the request: see <see cref="Ignored"/>, and without what is made up anew for
/// each request: boundaries, and the random parts of digests.
/// </summary>
internal sealed partial class SentRequests
{
    // User-Agent: each its own product. Accept: curl's */* means the same as none. Accept-Encoding: curl asks for compressed
    // answers only with --compressed. Expect: a matter of timing, not of content. Proxy-Connection: curl's alone, and no
    // standard's. Via: the test proxy's.
    internal static readonly string[] Ignored = ["user-agent", "accept", "accept-encoding", "expect", "proxy-connection", "via"];

    // Random, or made of what is random.
    private static readonly string[] RandomDigestParts = ["cnonce", "nonce", "opaque", "response"];

    /// <summary>Whether %c3 and %C3 are different: they mean the same (RFC 3986, section 6.2.2.1).</summary>
    internal const string HexDigits = "hex digits";

    private const int LongestText = 2_000;

    private readonly ServerScope _scope;
    private readonly string[] _compared;
    private readonly List<string> _lines = [];

    private SentRequests(ServerScope scope, string[] compared)
    {
        _scope = scope;
        _compared = compared;
    }

    /// <summary>The lines of all that a scope has recorded.</summary>
    internal static async Task<IReadOnlyList<string>> ReadAsync(ServerScope scope, string[] compared, CancellationToken cancellation)
    {
        var sent = new SentRequests(scope, compared);
        sent.Add(await scope.RecordedAsync(cancellation));
        foreach (LoopbackProxy proxy in Enum.GetValues<LoopbackProxy>())
        {
            sent.Add(proxy, await scope.ProxiedAsync(proxy, cancellation));
        }

        return sent._lines;
    }

    private void Add(IReadOnlyList<RecordedRequest> requests)
    {
        for (int i = 0; i < requests.Count; i++)
        {
            RecordedRequest request = requests[i];
            string boundary = Boundary().Match(request.Headers.Text("content-type") ?? string.Empty).Groups[1].Value;
            string number = (i + 1).ToString(CultureInfo.InvariantCulture);
            Add($"{number} {request.Method} {NormalTarget(request.Target)} {request.Protocol}");
            AddHeaders(number, request.Headers, boundary, request.BodyLength);
            Add($"{number} body: {BodyOf(request, boundary)}");
            if (request.ClientCertificate is not null)
            {
                Add($"{number} client certificate: {request.ClientCertificate}");
            }
        }
    }

    private void Add(LoopbackProxy proxy, IReadOnlyList<ProxyRequest> requests)
    {
        for (int i = 0; i < requests.Count; i++)
        {
            ProxyRequest request = requests[i];
            string number = string.Create(CultureInfo.InvariantCulture, $"{proxy} {i + 1}");
            string challenged = request.Challenged ? " challenged" : string.Empty;
            Add($"{number} {request.Method} {NormalTarget(request.Target)} user: {request.User ?? "none"}{challenged}");
            AddHeaders(number, request.Headers, string.Empty, bodyLength: -1);
        }
    }

    private void AddHeaders(string number, HeaderDictionary headers, string boundary, long bodyLength)
    {
        foreach ((string name, IReadOnlyList<string> values) in headers.OrderBy(header => header.Key, StringComparer.OrdinalIgnoreCase))
        {
            string field = name.ToLowerInvariant();
            if (Ignored.Contains(field) && !_compared.Contains(field))
            {
                continue;
            }

            // Boundaries differ in their length, too.
            bool isOfForm = field == "content-length" && boundary.Length > 0;
            foreach (string value in values)
            {
                bool isRight = isOfForm && value == bodyLength.ToString(CultureInfo.InvariantCulture);
                Add($"{number} {field}: {(isRight ? "as it is" : Normal(value, boundary))}");
            }
        }
    }

    private string NormalTarget(string target) =>
        _compared.Contains(HexDigits) ? target : EncodedByte().Replace(target, static encoded => encoded.Value.ToUpperInvariant());

    private static string Normal(string value, string boundary) =>
        value.StartsWith("Digest ", StringComparison.Ordinal)
            ? "Digest " + string.Join(", ", DigestPart().Matches(value).Select(PartOf).Order(StringComparer.Ordinal))
            : boundary.Length > 0 ? value.Replace(boundary, "boundary", StringComparison.Ordinal) : value;

    // Some parts may stand in quotation marks or not (RFC 7616, section 3.4).
    private static string PartOf(Match part)
    {
        string name = part.Groups[1].Value;
        return $"{name}={(RandomDigestParts.Contains(name) ? "…" : part.Groups[2].Value.Trim('"'))}";
    }

    // Text as it is; of all else, what tells two bodies apart. In Latin-1, every byte is a character.
    private static string BodyOf(RecordedRequest request, string boundary)
    {
        string body = Encoding.Latin1.GetString(request.Body);
        byte[] bytes = Encoding.Latin1.GetBytes(boundary.Length > 0 ? body.Replace(boundary, "boundary", StringComparison.Ordinal) : body);
        string complete = request.BodyComplete ? string.Empty : " and not complete";
        return bytes.Length < LongestText && Utf8.IsValid(bytes)
            ? OnOneLine(Encoding.UTF8.GetString(bytes)) + complete
            : $"{bytes.Length} bytes with the hash {Convert.ToHexString(SHA256.HashData(bytes))}{complete}";
    }

    private static string OnOneLine(string text) => text
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\r", "\\r", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal);

    // Both have a scope of their own, and are to be compared nevertheless.
    private void Add(string line) => _lines.Add(line
        .Replace(_scope.ProxiedHost, "proxied.test", StringComparison.OrdinalIgnoreCase)
        .Replace(_scope.Name, "scope", StringComparison.Ordinal)
        .Replace("/s/scope/", "/", StringComparison.Ordinal));

    [GeneratedRegex("""^multipart/[^;]+;\s*boundary="?([^";]+)""")]
    private static partial Regex Boundary();

    [GeneratedRegex("%[0-9a-fA-F]{2}")]
    private static partial Regex EncodedByte();

    [GeneratedRegex("""([a-z]+)=("[^"]*"|[^,\s]+)""")]
    private static partial Regex DigestPart();
}
