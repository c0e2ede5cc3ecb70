using System.Net.Http.Headers;
using ParallelFetch.Http.Decompression;

namespace ParallelFetch.Http;

/// <summary>
/// Header fields, checked once and then sent with any number of requests. Fields that describe a body
/// (Content-Type and the like) are kept apart, because HttpClient sends them with the content.
/// </summary>
internal sealed class RequestHeaders
{
    private readonly RequestHeader[] _fields;
    private readonly RequestHeader[] _requestFields;
    private readonly RequestHeader[] _contentFields;
    private RequestHeaders? _withoutCredentials;
    private RequestHeaders? _withoutContent;

    private RequestHeaders(RequestHeader[] fields, bool hasOwnAcceptEncoding)
    {
        HasOwnAcceptEncoding = hasOwnAcceptEncoding;
        _fields = fields;
        _requestFields = Array.FindAll(fields, static field => !HeaderRules.IsContentField(field.Name));
        _contentFields = Array.FindAll(fields, static field => HeaderRules.IsContentField(field.Name));
    }

    /// <summary>What is sent when no header is asked for: the user agent and the encodings that are decoded.</summary>
    public static RequestHeaders Default { get; } = Create([], out _)!;

    /// <summary>The fields, in the order in which they are sent.</summary>
    public IReadOnlyList<RequestHeader> Fields => _fields;

    /// <summary>Whether Accept-Encoding is what the user said, not what is sent by default.</summary>
    internal bool HasOwnAcceptEncoding { get; }

    /// <summary>The Content-Type among the fields, if there is one.</summary>
    public string? ContentType => Array.Find(_contentFields, static header => header.Is("Content-Type")).Value;

    /// <summary>Checks header fields and completes them with the defaults they do not name themselves.</summary>
    /// <param name="fields">The fields; a name may occur more than once.</param>
    /// <param name="failure">The first field that cannot be sent, named with what is wrong.</param>
    /// <param name="validate">
    /// Whether the values of standard fields have to be well-formed, as with Invoke-WebRequest without
    /// -SkipHeaderValidation. What would break the request (line breaks) is refused in any case.
    /// </param>
    /// <returns>The headers, or null when a field is not allowed.</returns>
    public static RequestHeaders? Create(IEnumerable<RequestHeader> fields, out FetchFailure? failure, bool validate = true)
    {
        var checkedFields = new List<RequestHeader>();
        foreach (RequestHeader field in fields)
        {
            failure = HeaderRules.Check(field, validate);
            if (failure is not null)
            {
                return null;
            }

            checkedFields.Add(field);
        }

        failure = null;
        AddMissing(checkedFields, "User-Agent", ProductUserAgent.Value);

        // A part of coded data is of no use: a range is asked for of the data themselves (WHATWG Fetch, HTTP-network-or-cache fetch).
        bool hasRange = checkedFields.Exists(static field => field.Is("Range"));
        bool isMissing = AddMissing(checkedFields, "Accept-Encoding", hasRange ? "identity" : BodyDecompression.AcceptEncoding);
        return new RequestHeaders([.. checkedFields], !isMissing);
    }

    /// <summary>These headers with one field instead of those of its name.</summary>
    /// <param name="header">The field.</param>
    /// <param name="failure">Why it cannot be sent.</param>
    /// <param name="validate">Whether its value has to be well-formed.</param>
    /// <returns>The headers, or null when the field is not allowed.</returns>
    public RequestHeaders? With(RequestHeader header, out FetchFailure? failure, bool validate = true)
    {
        failure = HeaderRules.Check(header, validate);
        return failure is null
            ? Of([.. _fields.Where(field => !field.Is(header.Name)), header])
            : null;
    }

    /// <summary>Whether there is a field of a name.</summary>
    /// <param name="name">The name, in any case.</param>
    public bool Contains(string name) => Array.Exists(_fields, field => field.Is(name));

    /// <summary>These headers without what must not reach another origin: credentials, and Host, which belongs to the first one.</summary>
    internal RequestHeaders WithoutCredentials() => _withoutCredentials ??= Of(
        Array.FindAll(_fields, static field => !field.IsSecret && !CredentialHeaders.IsCredential(field.Name) && !field.Is("Host")));

    /// <summary>These headers without Host, which belongs to the first origin only.</summary>
    internal RequestHeaders WithoutHost() => Array.Exists(_fields, static field => field.Is("Host"))
        ? Of(Array.FindAll(_fields, static field => !field.Is("Host")))
        : this;

    /// <summary>These headers without those of a body that is no longer sent (WHATWG Fetch, request-body-header names).</summary>
    internal RequestHeaders WithoutContent() => _contentFields.Length == 0 ? this : _withoutContent ??= Of(_requestFields);

    internal void ApplyTo(HttpRequestMessage message)
    {
        HttpRequestHeaders headers = message.Headers;
        foreach (RequestHeader field in _requestFields)
        {
            headers.TryAddWithoutValidation(field.Name, field.Value);
        }

        foreach (RequestHeader field in _contentFields)
        {
            message.Content ??= new ByteArrayContent([]);

            // A body that says its own type (a form with the boundary that only it knows) has the say.
            if (message.Content.Headers.ContentType is null || !field.Is("Content-Type"))
            {
                message.Content.Headers.TryAddWithoutValidation(field.Name, field.Value);
            }
        }
    }

    private RequestHeaders Of(RequestHeader[] fields) => new(fields, HasOwnAcceptEncoding);

    private static bool AddMissing(List<RequestHeader> fields, string name, string value)
    {
        bool isMissing = !fields.Exists(field => field.Is(name));
        if (isMissing)
        {
            fields.Add(new(name, value));
        }

        return isMissing;
    }

    private static class ProductUserAgent
    {
        internal static readonly string Value = "ParallelFetch/" + typeof(ProductUserAgent).Assembly.GetName().Version!.ToString(3);
    }
}
