using System.Net.Http.Headers;
using System.Text;

namespace ParallelFetch.Binding;

/// <summary>What a Content-Type says about how a body is to be written.</summary>
internal static class MediaType
{
    internal const string UrlEncodedForm = "application/x-www-form-urlencoded";
    internal const string Bytes = "application/octet-stream";
    internal const string Xml = "application/xml";

    /// <summary>Whether the type is JSON: application/json, or one with the suffix +json (RFC 6839, section 3.1).</summary>
    internal static bool IsJson(string? contentType)
    {
        ReadOnlySpan<char> type = contentType.AsSpan();
        int semicolon = type.IndexOf(';');
        type = (semicolon < 0 ? type : type[..semicolon]).Trim();
        return type.EndsWith("/json", StringComparison.OrdinalIgnoreCase) || type.EndsWith("+json", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The encoding that the charset of a type names; UTF-8 where it names none.</summary>
    /// <exception cref="BodyException">There is no such charset.</exception>
    internal static Encoding EncodingOf(string? contentType)
    {
        string? charset = contentType is not null && MediaTypeHeaderValue.TryParse(contentType, out MediaTypeHeaderValue? parsed)
            ? parsed.CharSet?.Trim('"', '\'')
            : null;
        if (string.IsNullOrEmpty(charset) || charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase))
        {
            return new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        }

        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(charset) ?? Encoding.GetEncoding(charset);
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            throw new BodyException($"The body cannot be encoded: '{charset}', the charset of the content type, is not known. Use utf-8, for instance.", exception);
        }
    }
}
