using System.Globalization;
using System.Text;

namespace ParallelFetch.Files;

/// <summary>Percent-encoding (RFC 3986, section 2.1) of text in which nothing may be guessed: it is right, or it is none.</summary>
internal static class PercentEncoding
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The octets that a text stands for; null when a percent sign is not followed by two hexadecimal digits, or a character is no octet.</summary>
    internal static byte[]? Decode(string text)
    {
        byte[] octets = new byte[text.Length];
        int length = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] > '\u00FF')
            {
                return null;
            }

            if (text[i] != '%')
            {
                octets[length++] = (byte)text[i];
                continue;
            }

            if (i + 2 >= text.Length || !byte.TryParse(text.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out octets[length]))
            {
                return null;
            }

            length++;
            i += 2;
        }

        return octets[..length];
    }

    /// <summary>Text from UTF-8; null when it is none (overlong forms and surrogates included, RFC 3629, section 3).</summary>
    internal static string? Utf8(ReadOnlySpan<byte> octets)
    {
        try
        {
            return StrictUtf8.GetString(octets);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>
    /// A text with every encoded ASCII character decoded, however often it was encoded: %2F, %252F and %25%32%46
    /// are all a slash. In one pass, so that a thousand levels cost no more than one.
    /// </summary>
    internal static string WithoutEncodedAscii(string text)
    {
        if (!text.Contains('%'))
        {
            return text;
        }

        Span<char> decoded = new char[text.Length];
        int length = 0;
        foreach (char c in text)
        {
            decoded[length++] = c;

            // What comes out may complete a triplet that began before it.
            while (length >= 3 && decoded[length - 3] == '%' && IsEncodedAscii(decoded[length - 2], decoded[length - 1], out char ascii))
            {
                length -= 2;
                decoded[length - 1] = ascii;
            }
        }

        return decoded[..length].ToString();
    }

    private static bool IsEncodedAscii(char high, char low, out char ascii)
    {
        ascii = '\0';
        if (high is < '0' or > '7' || !char.IsAsciiHexDigit(low))
        {
            return false;
        }

        ascii = (char)(((high - '0') << 4) | (char.IsAsciiDigit(low) ? low - '0' : (low | 0x20) - 'a' + 10));
        return true;
    }
}
