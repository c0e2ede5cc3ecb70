namespace ParallelFetch.Text;

/// <summary>Characters that lists of URLs have and URLs do not.</summary>
internal static class UrlCharacters
{
    /// <summary>
    /// Text without what surrounds it in lists: white space, no-break spaces, byte order marks, and characters of no width,
    /// which come with text that is copied from a page or was saved by a program.
    /// </summary>
    /// <param name="text">The text.</param>
    public static ReadOnlySpan<char> Trim(ReadOnlySpan<char> text)
    {
        int start = 0;
        while (start < text.Length && IsSurrounding(text[start]))
        {
            start++;
        }

        int end = text.Length;
        while (end > start && IsSurrounding(text[end - 1]))
        {
            end--;
        }

        return text[start..end];
    }

    /// <summary>Says which control character is where; null when there is none. No URL has one (RFC 3986, section 2).</summary>
    /// <param name="text">The text. What surrounds a URL in it does not count.</param>
    internal static string? FindControl(string text)
    {
        ReadOnlySpan<char> url = Trim(text);
        for (int index = 0; index < url.Length; index++)
        {
            if (char.IsControl(url[index]))
            {
                int position = text.AsSpan().IndexOf(url) + index + 1;
                string advice = url[index] == '\0' ? "; a list in UTF-16 has many, and Get-Content -Encoding Unicode reads it" : string.Empty;
                return FormattableString.Invariant($"it has a control character (U+{(int)url[index]:X4}) at position {position}{advice}");
            }
        }

        return null;
    }

    private static bool IsSurrounding(char character) => char.IsWhiteSpace(character) || IsInvisible(character);

    // The byte order mark, spaces and joiners of no width, marks and overrides of direction, the soft hyphen.
    private static bool IsInvisible(char character) =>
        character is '\uFEFF' or '\u00AD' or '\u061C' or '\u180E' or (>= '\u200B' and <= '\u200F')
            or (>= '\u202A' and <= '\u202E') or (>= '\u2060' and <= '\u2064') or (>= '\u2066' and <= '\u2069');
}
