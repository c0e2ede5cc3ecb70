using System.Text;
using System.Text.RegularExpressions;

namespace ParallelFetch.Text;

/// <summary>
/// Decides in which encoding a body is text, and decodes it. A byte order mark is believed first (WHATWG Encoding,
/// section 6: it is "more authoritative than anything else"), then the charset of the Content-Type field, then what a
/// meta element or an XML declaration says within the first 1,024 bytes (WHATWG HTML, section 13.2.3.2), and else it is UTF-8.
/// A charset that is not known, or that .NET refuses as unsafe (UTF-7), counts as not given.
/// </summary>
internal static partial class ContentText
{
    private const int Prescan = 1024;

    // Without a byte order mark of its own: what a decoder strips, GetString would keep.
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    // UTF-32 LE stands before UTF-16 LE, whose mark it begins with.
    private static readonly (byte[] Mark, Encoding Encoding)[] ByteOrderMarks =
    [
        ([0xEF, 0xBB, 0xBF], Utf8),
        ([0xFF, 0xFE, 0x00, 0x00], Encoding.UTF32),
        ([0x00, 0x00, 0xFE, 0xFF], new UTF32Encoding(bigEndian: true, byteOrderMark: true)),
        ([0xFF, 0xFE], Encoding.Unicode),
        ([0xFE, 0xFF], Encoding.BigEndianUnicode),
    ];

    internal static string Decode(ReadOnlySpan<byte> body, string? contentType, out Encoding encoding)
    {
        encoding = DetectEncoding(body, contentType, out int markLength);
        return encoding.GetString(body[markLength..]);
    }

    internal static Encoding DetectEncoding(ReadOnlySpan<byte> body, string? contentType) => DetectEncoding(body, contentType, out _);

    private static Encoding DetectEncoding(ReadOnlySpan<byte> body, string? contentType, out int markLength)
    {
        foreach ((byte[] mark, Encoding encoding) in ByteOrderMarks)
        {
            if (body.StartsWith(mark))
            {
                markLength = mark.Length;
                return encoding;
            }
        }

        markLength = 0;
        return OfHeader(contentType) ?? OfMarkup(body, contentType) ?? Utf8;
    }

    private static Encoding? OfHeader(string? contentType)
    {
        if (contentType is null || !contentType.Contains("charset", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        Match match = CharsetParameter().Match(contentType);
        return match.Success ? ByName(match.Groups[1].Value) : null;
    }

    private static Encoding? OfMarkup(ReadOnlySpan<byte> body, string? contentType)
    {
        if (contentType is not null && !IsMarkup(contentType))
        {
            return null;
        }

        string start = Encoding.Latin1.GetString(body[..Math.Min(body.Length, Prescan)]);
        Match match = XmlDeclaration().Match(start);
        match = match.Success ? match : MetaCharset().Match(start);
        Encoding? encoding = match.Success ? ByName(match.Groups[1].Value) : null;

        // What could be read as ASCII is not UTF-16, whatever it says of itself (WHATWG HTML, section 13.2.3.3).
        return encoding is UnicodeEncoding or UTF32Encoding ? Utf8 : encoding;
    }

    private static bool IsMarkup(string contentType) =>
        contentType.Contains("html", StringComparison.OrdinalIgnoreCase) || contentType.Contains("xml", StringComparison.OrdinalIgnoreCase);

    private static Encoding? ByName(string name)
    {
        if (name.Equals("utf-8", StringComparison.OrdinalIgnoreCase) || name.Equals("utf8", StringComparison.OrdinalIgnoreCase))
        {
            return Utf8;
        }

        try
        {
            // Asked directly: registering the provider would change the user's whole process.
            return CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    [GeneratedRegex("""charset\s*=\s*(?:["']\s*)?([^\s"';,]+)""", RegexOptions.IgnoreCase)]
    private static partial Regex CharsetParameter();

    [GeneratedRegex("""^\s*<\?xml\s[^>]*?\bencoding\s*=\s*["']([A-Za-z0-9._:-]+)["']""")]
    private static partial Regex XmlDeclaration();

    [GeneratedRegex("""<meta\s[^>]*?\bcharset\s*=\s*(?:["']\s*)?([A-Za-z0-9._:-]+)""", RegexOptions.IgnoreCase)]
    private static partial Regex MetaCharset();
}
