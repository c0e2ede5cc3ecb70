using System.Management.Automation.Internal;

namespace ParallelFetch.Shell;

/// <summary>How many columns text takes on a terminal: East Asian wide characters take two.</summary>
internal static class TextCells
{
    public static int Width(char character)
    {
        bool wide = character >= 0x1100
            && (character <= 0x115f
                || character is (char)0x2329 or (char)0x232a
                || (character is >= (char)0x2e80 and <= (char)0xa4cf && character != 0x303f)
                || character is >= (char)0xac00 and <= (char)0xd7a3
                || character is >= (char)0xf900 and <= (char)0xfaff
                || character is >= (char)0xfe30 and <= (char)0xfe6f
                || character is >= (char)0xff00 and <= (char)0xff60
                || character is >= (char)0xffe0 and <= (char)0xffe6);
        return wide ? 2 : 1;
    }

    /// <summary>The width of text that may carry escape sequences, which take no column.</summary>
    public static int Width(string text) => Width(Plain(text).AsSpan());

    public static int Width(ReadOnlySpan<char> plainText)
    {
        int width = 0;
        foreach (char character in plainText)
        {
            width += Width(character);
        }

        return width;
    }

    /// <summary>The beginning of plain text that fits into so many columns.</summary>
    public static string Cut(string plainText, int columns)
    {
        int width = 0;
        for (int i = 0; i < plainText.Length; i++)
        {
            width += Width(plainText[i]);
            if (width > columns)
            {
                return plainText[..i];
            }
        }

        return plainText;
    }

    /// <summary>Without escape sequences.</summary>
    public static string Plain(string text) =>
        text.Contains('\x1b', StringComparison.Ordinal)
            ? new StringDecorated(text).ToString(System.Management.Automation.OutputRendering.PlainText)
            : text;
}
