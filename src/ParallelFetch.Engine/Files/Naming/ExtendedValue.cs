using System.Text;

namespace ParallelFetch.Files;

/// <summary>Decodes the value of a parameter with an asterisk: charset'language'text (RFC 8187, section 3.2).</summary>
internal static class ExtendedValue
{
    /// <summary>The text; null when the value is malformed or in a charset other than UTF-8 and ISO-8859-1, so that another parameter is used.</summary>
    internal static string? Decode(string value)
    {
        int language = value.IndexOf('\'', StringComparison.Ordinal);
        int start = language < 0 ? -1 : value.IndexOf('\'', language + 1);
        if (start < 0 || PercentEncoding.Decode(Unquoted(value[(start + 1)..])) is not { } octets)
        {
            return null;
        }

        return value[..language].Trim().ToUpperInvariant() switch
        {
            "UTF-8" or "UTF8" => PercentEncoding.Utf8(octets),

            // RFC 5987, which RFC 8187 replaces, required it.
            "ISO-8859-1" => Encoding.Latin1.GetString(octets),
            _ => null,
        };
    }

    // UTF-8''"name" is wrong, and not rare.
    private static string Unquoted(string text) => text is ['"', .., '"'] ? text[1..^1] : text;
}
