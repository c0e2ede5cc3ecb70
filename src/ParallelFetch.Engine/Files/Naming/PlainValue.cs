using System.Text;
using System.Text.RegularExpressions;

namespace ParallelFetch.Files;

/// <summary>
/// Decodes the value of a plain filename parameter. It ought to be ISO-8859-1 (RFC 6266, section 4.3); servers
/// send UTF-8 as it is, percent-encoded, or in the encoded words of mail, and browsers understand all of that.
/// </summary>
internal static partial class PlainValue
{
    /// <summary>The text that a value most likely stands for.</summary>
    internal static string Decode(string value)
    {
        if (!Ascii.IsValid(value))
        {
            return FromRawOctets(value);
        }

        if (EncodedWords().IsMatch(value))
        {
            return FromEncodedWords(value);
        }

        // "50%25.txt" is the name of a file (RFC 6266, appendix D); but nobody names one "%E6%96%87.txt".
        return value.Contains('%')
            && PercentEncoding.Decode(value) is { } octets
            && !Ascii.IsValid(octets)
            && PercentEncoding.Utf8(octets) is { } decoded
            ? decoded
            : value;
    }

    // HttpClient makes one character of each octet of a field.
    private static string FromRawOctets(string value) =>
        !value.AsSpan().ContainsAnyExceptInRange('\0', '\u00FF') && PercentEncoding.Utf8(Encoding.Latin1.GetBytes(value)) is { } decoded
            ? decoded
            : value;

    // RFC 2047, section 2: =?charset?B or Q?text?=, and between two of them space that does not count (section 6.2).
    private static string FromEncodedWords(string value)
    {
        var text = new StringBuilder();
        foreach (Match word in EncodedWord().Matches(value))
        {
            byte[]? octets = word.Groups[2].Value is "B" or "b" ? FromBase64(word.Groups[3].Value) : FromQ(word.Groups[3].Value);
            string? decoded = octets is null ? null : word.Groups[1].Value.ToUpperInvariant() switch
            {
                "UTF-8" or "UTF8" => PercentEncoding.Utf8(octets),
                "ISO-8859-1" or "US-ASCII" => Encoding.Latin1.GetString(octets),
                _ => null,
            };
            if (decoded is null)
            {
                return value;
            }

            text.Append(decoded);
        }

        return text.ToString();
    }

    private static byte[]? FromBase64(string text)
    {
        byte[] octets = new byte[text.Length];
        return Convert.TryFromBase64String(text, octets, out int length) ? octets[..length] : null;
    }

    private static byte[]? FromQ(string text) =>
        PercentEncoding.Decode(text.Replace("%", "=25", StringComparison.Ordinal).Replace('_', ' ').Replace('=', '%'));

    [GeneratedRegex(@"^\s*(?:=\?[^?\s]+\?[BbQq]\?[^?]*\?=\s*)+$")]
    private static partial Regex EncodedWords();

    [GeneratedRegex(@"=\?([^?\s]+)\?([BbQq])\?([^?]*)\?=")]
    private static partial Regex EncodedWord();
}
