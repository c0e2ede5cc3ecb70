using System.Buffers;
using System.Net.Http.Headers;
using ParallelFetch.Http.Decompression;

namespace ParallelFetch.Http;

/// <summary>
/// Header fields, checked once and then sent with any number of requests. Fields that describe a body
/// (Content-Type and the like) are kept apart, because HttpClient sends them with the content.
/// </summary>
public sealed class RequestHeaders
{
    // RFC 9110, section 5.6.2: token.
    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    // RFC 9110, section 5.5: these in a field value allow request smuggling.
    private static readonly SearchValues<char> ForbiddenInValue = SearchValues.Create("\r\n\0");

    // RFC 9110, section 7.2: a host and a port, nothing else.
    private static readonly SearchValues<char> ForbiddenInHost = SearchValues.Create(" \t,/?#@");

    // RFC 9110, section 8: representation data and metadata.
    private static readonly HashSet<string> ContentFields = new(StringComparer.OrdinalIgnoreCase)
    {
        "Allow", "Content-Disposition", "Content-Encoding", "Content-Language", "Content-Length", "Content-Location",
        "Content-MD5", "Content-Range", "Content-Type", "Expires", "Last-Modified",
    };

    private readonly KeyValuePair<string, string>[] _fields;
    private readonly KeyValuePair<string, string>[] _requestFields;
    private readonly KeyValuePair<string, string>[] _contentFields;
    private RequestHeaders? _withoutCredentials;

    private RequestHeaders(KeyValuePair<string, string>[] fields)
    {
        _fields = fields;
        _requestFields = Array.FindAll(fields, static field => !ContentFields.Contains(field.Key));
        _contentFields = Array.FindAll(fields, static field => ContentFields.Contains(field.Key));
    }

    /// <summary>What is sent when no header is asked for: the user agent and the encodings that are decoded.</summary>
    public static RequestHeaders Default { get; } = Create([], null, out _)!;

    /// <summary>The fields, in the order in which they are sent.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Fields => _fields;

    /// <summary>Checks header fields and completes them with the defaults they do not name themselves.</summary>
    /// <param name="fields">Name and value; a name may occur more than once.</param>
    /// <param name="userAgent">The User-Agent to send; null for the one among the fields, or else the module's own.</param>
    /// <param name="failure">The first field that HTTP does not allow, named with what is wrong.</param>
    /// <returns>The headers, or null when a field is not allowed.</returns>
    public static RequestHeaders? Create(
        IEnumerable<KeyValuePair<string, string>> fields,
        string? userAgent,
        out FetchFailure? failure)
    {
        var checkedFields = new List<KeyValuePair<string, string>>();
        foreach ((string name, string value) in fields)
        {
            if (userAgent is not null && name.Equals("User-Agent", StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            failure = Check(name, value);
            if (failure is not null)
            {
                return null;
            }

            checkedFields.Add(new(name, value));
        }

        failure = userAgent is null ? null : Check("User-Agent", userAgent);
        if (failure is not null)
        {
            return null;
        }

        AddMissing(checkedFields, "User-Agent", userAgent ?? ProductUserAgent.Value);
        AddMissing(checkedFields, "Accept-Encoding", BodyDecompression.AcceptEncoding);
        return new RequestHeaders([.. checkedFields]);
    }

    /// <summary>These headers without what must not reach another origin: credentials, and Host, which belongs to the first one.</summary>
    internal RequestHeaders WithoutCredentials() => _withoutCredentials ??= new RequestHeaders(
        Array.FindAll(_fields, static field => !CredentialHeaders.IsCredential(field.Key) && !IsHost(field.Key)));

    internal void ApplyTo(HttpRequestMessage message)
    {
        HttpRequestHeaders headers = message.Headers;
        foreach ((string name, string value) in _requestFields)
        {
            headers.TryAddWithoutValidation(name, value);
        }

        foreach ((string name, string value) in _contentFields)
        {
            message.Content ??= new ByteArrayContent([]);
            message.Content.Headers.TryAddWithoutValidation(name, value);
        }
    }

    private static void AddMissing(List<KeyValuePair<string, string>> fields, string name, string value)
    {
        if (!fields.Exists(field => field.Key.Equals(name, StringComparison.OrdinalIgnoreCase)))
        {
            fields.Add(new(name, value));
        }
    }

    private static bool IsHost(string name) => name.Equals("Host", StringComparison.OrdinalIgnoreCase);

    private static FetchFailure? Check(string name, string value)
    {
        if (name.Length == 0 || name.AsSpan().ContainsAnyExcept(TokenCharacters))
        {
            return new FetchFailure(
                FetchFailureKind.InvalidHeader,
                $"'{Escape(name)}' is not a header name: use letters, digits and hyphens, without spaces, colons or line breaks.");
        }

        if (value.AsSpan().ContainsAny(ForbiddenInValue))
        {
            return new FetchFailure(
                FetchFailureKind.InvalidHeader,
                $"The value of the header '{name}' contains a line break or a NUL character, which HTTP does not allow: remove it, for instance with .Trim().");
        }

        if (IsHost(name) && value.AsSpan().ContainsAny(ForbiddenInHost))
        {
            return new FetchFailure(FetchFailureKind.InvalidHeader, $"'{value}' is not a value of the header 'Host': write a host name, and a port if need be.");
        }

        return name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase) || name.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase)
            ? new FetchFailure(FetchFailureKind.InvalidHeader, $"The header '{name}' cannot be given: it follows from what is sent.")
            : null;
    }

    private static string Escape(string name) => name.Replace("\r", "\\r", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static class ProductUserAgent
    {
        internal static readonly string Value = "ParallelFetch/" + typeof(ProductUserAgent).Assembly.GetName().Version!.ToString(3);
    }
}
