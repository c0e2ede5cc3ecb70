using System.Globalization;
using System.Text;

namespace ParallelFetch.Files;

/// <summary>A file name as a stem and an extension.</summary>
internal static class FileNameParts
{
    // What is longer, or has a space in it, is the end of a sentence: "Dr. Strangelove", "v. 2".
    private const int LongestExtension = 16;

    /// <summary>The length of the stem: what comes before the extension. Of .tar.gz and the like both belong to the extension.</summary>
    internal static int StemLength(string name)
    {
        int dot = LastDot(name, name.Length);
        if (dot <= 0)
        {
            return name.Length;
        }

        int before = LastDot(name, dot);
        return before > 0 && name.AsSpan(before, dot - before).Equals(".tar", StringComparison.OrdinalIgnoreCase) ? before : dot;
    }

    /// <summary>A name with something put before its extension.</summary>
    internal static string Insert(string name, string suffix) => name.Insert(StemLength(name), suffix);

    /// <summary>A name without the dots and spaces at its end.</summary>
    internal static string TrimEnd(string name)
    {
        int length = name.Length;
        while (length > 0 && (name[length - 1] == '.' || char.IsWhiteSpace(name[length - 1])))
        {
            length--;
        }

        return name[..length];
    }

    /// <summary>A name of no more octets than given. It is cut where one perceived character ends (UAX #29), and keeps its extension.</summary>
    internal static string Shorten(string name, int maximumLength)
    {
        if (Encoding.UTF8.GetByteCount(name) <= maximumLength)
        {
            return name;
        }

        int stem = StemLength(name);
        string extension = name[stem..];
        return TrimEnd(Cut(name[..stem], maximumLength - Encoding.UTF8.GetByteCount(extension))) + extension;
    }

    /// <summary>A name whose stem has no more UTF-16 units than given, nor half a surrogate pair at its end; for what is far too long.</summary>
    internal static string ShortenRoughly(string name, int maximumStem)
    {
        int stem = StemLength(name);
        if (stem <= maximumStem)
        {
            return name;
        }

        int end = char.IsHighSurrogate(name[maximumStem - 1]) ? maximumStem - 1 : maximumStem;
        return string.Concat(name.AsSpan(0, end), name.AsSpan(stem));
    }

    private static string Cut(string text, int room)
    {
        int end = 0;
        while (end < text.Length)
        {
            int next = StringInfo.GetNextTextElementLength(text.AsSpan(end));
            room -= Encoding.UTF8.GetByteCount(text.AsSpan(end, next));
            if (room < 0)
            {
                // A letter with hundreds of accents keeps as many as fit, if it is the only one.
                return end > 0 ? text[..end] : CutRunes(text, room + Encoding.UTF8.GetByteCount(text.AsSpan(0, next)));
            }

            end += next;
        }

        return text;
    }

    private static string CutRunes(string text, int room)
    {
        int end = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            room -= rune.Utf8SequenceLength;
            if (room < 0)
            {
                break;
            }

            end += rune.Utf16SequenceLength;
        }

        return text[..end];
    }

    private static int LastDot(string name, int end)
    {
        int dot = end == 0 ? -1 : name.LastIndexOf('.', end - 1);
        return dot > 0 && end - dot is > 1 and <= LongestExtension + 1 && !name[dot..end].Any(char.IsWhiteSpace) ? dot : -1;
    }
}
