using System.Globalization;
using System.Text;

namespace ParallelFetch.Files;

/// <summary>Which characters a file name may have: those of every script, but none that hide something or that a file system forbids.</summary>
internal static class FileNameCharacters
{
    private const int ZeroWidthNonJoiner = 0x200C;
    private const int ZeroWidthJoiner = 0x200D;

    /// <summary>
    /// A name without the characters that have no shape of their own, such as those that turn the direction of writing and
    /// make "exe.gpj" look like "jpg.exe". Joiners stay where a script or an emoji needs them. What is no character
    /// at all, such as half a surrogate pair, becomes an underscore.
    /// </summary>
    internal static string WithoutInvisible(string name)
    {
        if (Ascii.IsValid(name))
        {
            return name;
        }

        var kept = new StringBuilder(name.Length);
        var previous = new Rune(' ');
        for (int i = 0; i < name.Length;)
        {
            if (Rune.DecodeFromUtf16(name.AsSpan(i), out Rune rune, out int length) != System.Buffers.OperationStatus.Done || IsNoncharacter(rune))
            {
                rune = new Rune('_');
            }

            i += length;
            if (IsInvisible(rune) && !(IsJoiner(rune) && IsNeeded(previous, name.AsSpan(i))))
            {
                continue;
            }

            kept.Append(rune);
            previous = rune;
        }

        return kept.ToString();
    }

    /// <summary>A name with an underscore for each character that Windows forbids, for control characters and line ends, and for those that are mapped to forbidden ones.</summary>
    internal static string WithoutForbidden(string name) =>
        string.Create(name.Length, name, static (span, source) =>
        {
            for (int i = 0; i < span.Length; i++)
            {
                span[i] = IsForbidden(source[i]) ? '_' : source[i];
            }
        });

    /// <summary>
    /// Whether a character has no shape of its own: the format characters (category Cf) and what else Unicode calls
    /// default-ignorable, but not those that are seen (such as Arabic number signs) or that choose among shapes (variation selectors).
    /// </summary>
    internal static bool IsInvisible(Rune rune) => rune.Value switch
    {
        < 0x80 => false,
        0x00AD or 0x034F or 0x061C or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or 0x180E or 0x3164 or 0xFEFF or 0xFFA0 => true,
        >= 0x200B and <= 0x200F => true,
        >= 0x202A and <= 0x202E => true,
        >= 0x2060 and <= 0x206F => true,
        >= 0xFFF0 and <= 0xFFFB => true,
        >= 0x1BCA0 and <= 0x1BCA3 => true,
        >= 0x1D173 and <= 0x1D17A => true,
        >= 0xE0100 and <= 0xE01EF => false,
        >= 0xE0000 and <= 0xE0FFF => true,
        _ => false,
    };

    private static bool IsForbidden(char c) => c switch
    {
        '<' or '>' or ':' or '"' or '|' or '?' or '*' or '/' or '\\' => true,
        '\u2028' or '\u2029' => true,

        // Cygwin, WSL and SMB clients show forbidden characters as these, and make forbidden ones of these.
        >= '\uF000' and <= '\uF0FF' => true,
        _ => char.IsControl(c),
    };

    private static bool IsNoncharacter(Rune rune) => (rune.Value & 0xFFFE) == 0xFFFE || rune.Value is >= 0xFDD0 and <= 0xFDEF;

    private static bool IsJoiner(Rune rune) => rune.Value is ZeroWidthNonJoiner or ZeroWidthJoiner;

    // Between two characters of a script whose letters join (after RFC 5892, appendix A.1 and A.2), or of an emoji.
    private static bool IsNeeded(Rune previous, ReadOnlySpan<char> rest) =>
        Rune.DecodeFromUtf16(rest, out Rune next, out _) == System.Buffers.OperationStatus.Done
        && ((IsOfJoiningScript(previous) && IsOfJoiningScript(next)) || (IsOfEmoji(previous) && IsOfEmoji(next)));

    private static bool IsOfJoiningScript(Rune rune) => Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.OtherLetter or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
        && rune.Value is (>= 0x0600 and <= 0x109F) or (>= 0x1780 and <= 0x18AF) or (>= 0x1A20 and <= 0x1BFF)
            or (>= 0xA800 and <= 0xABFF) or (>= 0x10A00 and <= 0x11FFF) or (>= 0x1E900 and <= 0x1E95F);

    // Symbols, the five skin colours and the selector of the coloured shape.
    private static bool IsOfEmoji(Rune rune) =>
        rune.Value is 0xFE0F or (>= 0x1F3FB and <= 0x1F3FF) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.OtherSymbol;
}
