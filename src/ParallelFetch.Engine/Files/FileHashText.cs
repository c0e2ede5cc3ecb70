using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace ParallelFetch.Files;

/// <summary>
/// The ways in which hashes are published: algorithm and hexadecimal digits (sha256:9f86…), Subresource Integrity
/// (sha256-n4bQ…, several of them, options behind ?), Base64 alone, a field of RFC 9530 (sha-256=:n4bQ…=:), and lines of
/// sha256sum (digits, then a file's name) in GNU's and in BSD's style.
/// </summary>
internal static class FileHashText
{
    // From the weakest to the strongest, as the W3C's Subresource Integrity ranks them.
    private static readonly HashAlgorithmName[] Algorithms =
        [HashAlgorithmName.MD5, HashAlgorithmName.SHA1, HashAlgorithmName.SHA256, HashAlgorithmName.SHA384, HashAlgorithmName.SHA512];

    /// <returns>The strongest hash that the text tells, or null when any part of it is none.</returns>
    internal static (HashAlgorithmName Algorithm, byte[] Value)? Read(string text)
    {
        string line = text.Trim();
        if (ReadLine(line) is { } ofLine)
        {
            return ofLine;
        }

        (HashAlgorithmName Algorithm, byte[] Value)? strongest = ReadOne(line);
        string[] words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (strongest is not null || words.Length < 2)
        {
            return strongest;
        }

        foreach (string word in words)
        {
            if (!word.Contains('-', StringComparison.Ordinal) || ReadOne(word) is not { } one)
            {
                return null;
            }

            if (strongest is not { } before || Array.IndexOf(Algorithms, one.Algorithm) > Array.IndexOf(Algorithms, before.Algorithm))
            {
                strongest = one;
            }
        }

        return strongest;
    }

    // "digits  name" or "digits *name", with a backslash before where the name has one; or "SHA256 (name) = digits".
    private static (HashAlgorithmName Algorithm, byte[] Value)? ReadLine(string line)
    {
        int open = line.IndexOf(" (", StringComparison.Ordinal);
        int close = line.LastIndexOf(") = ", StringComparison.Ordinal);
        if (open > 0 && close > open)
        {
            return NameOf(line[..open]) is { } algorithm ? FromHex(line[(close + 4)..], algorithm) : null;
        }

        int blank = line.AsSpan().IndexOfAny(' ', '\t');
        return blank < 0 ? null : FromHex(line[..blank].TrimStart('\\'), null);
    }

    private static (HashAlgorithmName Algorithm, byte[] Value)? ReadOne(string text)
    {
        (string? name, string value) = Split(text);
        HashAlgorithmName? algorithm = null;
        if (name is not null && (algorithm = NameOf(name)) is null)
        {
            return null;
        }

        return FromHex(value, algorithm) ?? FromBase64(value, algorithm);
    }

    // The name ends at a colon, an equals sign, or, where the hyphen does not belong to it as in sha-256, at a hyphen.
    private static (string? Name, string Value) Split(string text)
    {
        int end = text.AsSpan().IndexOfAny(':', '=');
        int hyphen = text.AsSpan().LastIndexOf('-');
        if (hyphen > 0 && (end < 0 || NameOf(text[..end]) is null) && NameOf(text[..hyphen]) is not null)
        {
            end = hyphen;
        }

        return end <= 0 || (NameOf(text[..end]) is null && IsPadding(text, end)) ? (null, text) : (text[..end].Trim(), text[(end + 1)..].Trim());
    }

    private static bool IsPadding(string text, int place) => text.AsSpan(place).Trim('=').IsEmpty;

    private static HashAlgorithmName? NameOf(string text)
    {
        string name = text.Trim().Replace("-", string.Empty, StringComparison.Ordinal);
        HashAlgorithmName found = Array.Find(Algorithms, algorithm => algorithm.Name!.Equals(name, StringComparison.OrdinalIgnoreCase));
        return found.Name is null ? null : found;
    }

    private static (HashAlgorithmName Algorithm, byte[] Value)? FromHex(string text, HashAlgorithmName? algorithm) =>
        text.Length > 0 && text.Length % 2 == 0 && text.All(char.IsAsciiHexDigit) ? Fit(Convert.FromHexString(text), algorithm) : null;

    private static (HashAlgorithmName Algorithm, byte[] Value)? FromBase64(string text, HashAlgorithmName? algorithm)
    {
        int options = text.IndexOf('?', StringComparison.Ordinal);
        byte[] digits = Encoding.UTF8.GetBytes(options < 0 ? text.Trim(':') : text[..options]);
        return Base64.IsValid(digits, out int length) && length > 0 && !digits.AsSpan().ContainsAny(" \t\r\n"u8)
            ? Fit(Convert.FromBase64String(Encoding.UTF8.GetString(digits)), algorithm)
            : null;
    }

    // Each of the algorithms has a length of its own.
    private static (HashAlgorithmName Algorithm, byte[] Value)? Fit(byte[] value, HashAlgorithmName? named)
    {
        HashAlgorithmName algorithm = Array.Find(Algorithms, candidate => FileHash.LengthOf(candidate) == value.Length);
        return algorithm.Name is null || (named is { } asked && asked != algorithm) ? null : (algorithm, value);
    }
}
