using System.Globalization;

namespace LoopbackServer.Raw.Files;

/// <summary>One range of bytes, both ends included (RFC 9110, section 14.1.2).</summary>
internal readonly record struct ByteRange(long First, long Last)
{
    public bool IsEmpty => Last < First;

    /// <summary>Null when nothing is asked for that is understood. A range beyond the end is empty.</summary>
    public static ByteRange? Parse(string? header, long length)
    {
        if (header is null || !header.StartsWith("bytes=", StringComparison.Ordinal) || header["bytes=".Length..].Split('-') is not [var first, var last])
        {
            return null;
        }

        if (first.Length == 0)
        {
            return new ByteRange(Math.Max(0, length - Number(last)), length - 1);
        }

        return new ByteRange(Number(first), last.Length == 0 ? length - 1 : Math.Min(Number(last), length - 1));
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
