using System.Globalization;
using System.Text;

namespace ParallelFetch.Text;

/// <summary>
/// Text of others as it may be shown: without the characters that a terminal would obey (escape sequences, line ends) and
/// those that nobody sees but that make one text look like another (categories Cc, Cf, Zl and Zp). The only filter for
/// what is shown; the names of files have rules of their own (<see cref="Files.FileNameCharacters"/>).
/// </summary>
internal static class VisibleText
{
    /// <summary>The text with a mark in the place of each such character.</summary>
    /// <param name="text">The text.</param>
    /// <param name="longest">How many characters are shown; what is beyond is an ellipsis.</param>
    /// <param name="mark">The mark.</param>
    internal static string Of(string text, int longest = int.MaxValue, char mark = '?')
    {
        string visible = Replace(text, mark.ToString());
        return visible.Length <= longest ? visible : string.Concat(visible.AsSpan(0, longest), "…");
    }

    /// <summary>A URL with each such character in its percent-encoded form, so that it is the same URL still.</summary>
    /// <param name="url">The URL.</param>
    internal static string InUrl(string url) => Replace(url, null);

    // Without a mark the character is percent-encoded.
    private static string Replace(string text, string? mark)
    {
        if (!text.Any(static character => char.IsSurrogate(character) || IsInvisible(CharUnicodeInfo.GetUnicodeCategory(character))))
        {
            return text;
        }

        var visible = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            visible.Append(IsInvisible(Rune.GetUnicodeCategory(rune)) ? mark ?? Uri.EscapeDataString(rune.ToString()) : rune.ToString());
        }

        return visible.ToString();
    }

    private static bool IsInvisible(UnicodeCategory category) =>
        category is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
