using System.Net.Http.Headers;

namespace ParallelFetch;

/// <summary>
/// The header fields of a response, those of its content included, by name without regard to case. A type of its
/// own, so that a result piped back into Start-ParallelFetch does not have its response's headers sent as request headers.
/// </summary>
public sealed class ResponseHeaders : Dictionary<string, IEnumerable<string>>
{
    /// <summary>Creates an empty collection.</summary>
    public ResponseHeaders()
        : base(StringComparer.OrdinalIgnoreCase)
    {
    }

    internal ResponseHeaders(HttpResponseHeaders? response, HttpContentHeaders? content)
        : this()
    {
        Copy(response);
        Copy(content);
    }

    private void Copy(HttpHeaders? headers)
    {
        if (headers is null)
        {
            return;
        }

        foreach (KeyValuePair<string, HeaderStringValues> field in headers.NonValidated)
        {
            this[field.Key] = field.Value.ToArray();
        }
    }
}
