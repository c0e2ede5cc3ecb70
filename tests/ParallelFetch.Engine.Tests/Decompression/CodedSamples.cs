using System.IO.Compression;
using System.Text;

namespace ParallelFetch.Engine.Tests.Decompression;

/// <summary>Data of the kinds that tempt a decoder to take a cut for an end, and what servers make of them.</summary>
internal static class CodedSamples
{
    internal static readonly string[] Codings = ["gzip", "deflate", "deflate-raw", "br", "gzip of two", "gzip of three", "gzip with a full header", "gzip, br", "gzip, gzip"];

    internal static readonly string[] Kinds = ["text", "noise", "zeroes behind", "ones behind", "ascii behind", "zeroes", "short", "empty"];

    internal static byte[] Data(string kind, int seed)
    {
        var random = new Random(seed);
        var noise = new byte[400 + random.Next(400)];
        random.NextBytes(noise);
        byte[] text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 60).Select(i => $"line {random.Next(1000)} of {i}\n")));
        return kind switch
        {
            "text" => text,
            "noise" => noise,
            "zeroes behind" => [.. noise, .. new byte[3000]],
            "ones behind" => [.. noise, .. Enumerable.Repeat((byte)0xFF, 3000)],
            "ascii behind" => [.. noise, .. Enumerable.Repeat((byte)' ', 3000)],
            "zeroes" => new byte[5000],
            "short" => noise[..random.Next(1, 9)],
            _ => [],
        };
    }

    /// <returns>The body, where in it a cut would leave something whole, and its codings as a header says them.</returns>
    internal static (byte[] Body, int[] Boundaries, string[] Header) Encode(byte[] data, string coding, int seed)
    {
        int third = data.Length / 3;
        byte[] first = Compress(data[..third], "gzip");
        byte[] second = Compress(data[third..], "gzip");
        return coding switch
        {
            "gzip of two" => ([.. first, .. second], [first.Length], ["gzip"]),
            "gzip of three" => ([.. first, .. Compress([], "gzip"), .. second], [first.Length, first.Length + Compress([], "gzip").Length], ["gzip"]),
            "gzip with a full header" => (WithFullHeader(Compress(data, "gzip"), seed), [], ["gzip"]),
            "gzip, br" => (Compress(Compress(data, "gzip"), "br"), [], ["gzip", "br"]),
            "gzip, gzip" => (Compress(Compress(data, "gzip"), "gzip"), [], ["gzip", "gzip"]),
            _ => (Compress(data, coding), [], [coding.Replace("-raw", "", StringComparison.Ordinal)]),
        };
    }

    internal static byte[] Compress(byte[] data, string coding)
    {
        var target = new MemoryStream();
        using (Stream encoder = coding switch
        {
            "gzip" => new GZipStream(target, CompressionLevel.Optimal),
            "br" => new BrotliStream(target, CompressionLevel.Fastest),
            "deflate" => new ZLibStream(target, CompressionLevel.Optimal),
            _ => new DeflateStream(target, CompressionLevel.Optimal),
        })
        {
            encoder.Write(data);
        }

        // The encoders of .NET write nothing at all for nothing.
        byte[] coded = target.ToArray();
        return coded.Length > 0 ? coded : coding switch
        {
            "gzip" => [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            "br" => [0x3B],
            "deflate" => [0x78, 0x9C, 3, 0, 0, 0, 0, 1],
            _ => [3, 0],
        };
    }

    // RFC 1952, section 2.3: extra field, name, comment and check value of the header.
    private static byte[] WithFullHeader(byte[] member, int seed)
    {
        var extra = new byte[seed % 300];
        byte[] head = [.. member[..3], 2 | 4 | 8 | 16, .. member[4..10], (byte)extra.Length, (byte)(extra.Length >> 8), .. extra, .. "name\0comment\0"u8, 0, 0];
        return [.. head, .. member[10..]];
    }
}
