using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace ParallelFetch.Files;

/// <summary>
/// Stands for a path in a table of a million: 16 octets of its SHA-256 instead of the path. A hash that cannot be
/// steered, so that no server can make two names collide that are different.
/// </summary>
internal readonly record struct NameKey
{
    private readonly ulong _first;
    private readonly ulong _second;

    private NameKey(string text)
    {
        Span<ulong> hash = stackalloc ulong[SHA256.HashSizeInBytes / sizeof(ulong)];
        SHA256.HashData(MemoryMarshal.AsBytes(text.AsSpan()), MemoryMarshal.AsBytes(hash));
        _first = hash[0];
        _second = hash[1];
    }

    /// <summary>The same for paths that are one file at least somewhere: without regard to case and to how accents are composed.</summary>
    internal static NameKey Folded(string path) => new(Fold(path));

    /// <summary>The same only for paths that are the same, character by character.</summary>
    internal static NameKey Exact(string path) => new(path);

    /// <summary>32 hexadecimal digits.</summary>
    public override string ToString() => FormattableString.Invariant($"{_first:x16}{_second:x16}");

    // .NET has only the simple case mapping. APFS folds fully (ß is ss), HFS+ ignores what is invisible; NTFS does less.
    // To fold too much costs no more than a suffix.
    private static string Fold(string path)
    {
        if (Ascii.IsValid(path))
        {
            return path.ToLowerInvariant();
        }

        var folded = new StringBuilder(path.Length);
        foreach (Rune rune in Normalize(path, NormalizationForm.FormD).ToUpperInvariant().ToLowerInvariant().EnumerateRunes())
        {
            if (rune.Value == 'ß')
            {
                folded.Append("ss");
            }
            else if (rune.Value is 0x0149 or 0x0587 or 0x1E9A or (>= 0xFB00 and <= 0xFB17))
            {
                folded.Append(Normalize(rune.ToString(), NormalizationForm.FormKD));
            }
            else if (!FileNameCharacters.IsInvisible(rune))
            {
                folded.Append(rune);
            }
        }

        return folded.ToString();
    }

    // A path that the user gave may be no valid Unicode, and Linux does not mind.
    private static string Normalize(string text, NormalizationForm form)
    {
        try
        {
            return text.Normalize(form);
        }
        catch (ArgumentException)
        {
            return text;
        }
    }
}
