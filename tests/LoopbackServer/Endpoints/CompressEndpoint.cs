using System.IO.Compression;
using System.Text;

namespace LoopbackServer.Endpoints;

/// <summary>Compressed bodies, whether the client accepts them or not; <c>?size=</c>.</summary>
internal static class CompressEndpoint
{
    public static IResult Get(string kind, HttpContext context, int size = 10_000)
    {
        var plain = PatternStream.Bytes(size);
        (string Encoding, byte[] Body)? answer = kind switch
        {
            "gzip" => ("gzip", Compress(plain, GZip)),
            "deflate" => ("deflate", Compress(plain, ZLib)),
            "deflate-raw" => ("deflate", Compress(plain, Deflate)),
            "br" => ("br", Compress(plain, Brotli)),
            "gzip-br" => ("gzip, br", Compress(Compress(plain, GZip), Brotli)),
            "gzip-truncated" => ("gzip", Compress(plain, GZip)[..^12]),
            "gzip-garbage" => ("gzip", Encoding.ASCII.GetBytes("This is not gzip at all.")),
            _ => null,
        };
        context.Response.Headers.ContentEncoding = answer?.Encoding;
        return answer is null ? Answers.NotFound(context.Request) : TypedResults.Bytes(answer.Value.Body, Answers.PlainText);
    }

    private static GZipStream GZip(Stream to) => new(to, CompressionLevel.Fastest, leaveOpen: true);

    private static ZLibStream ZLib(Stream to) => new(to, CompressionLevel.Fastest, leaveOpen: true);

    private static DeflateStream Deflate(Stream to) => new(to, CompressionLevel.Fastest, leaveOpen: true);

    private static BrotliStream Brotli(Stream to) => new(to, CompressionLevel.Fastest, leaveOpen: true);

    private static byte[] Compress(byte[] plain, Func<Stream, Stream> with)
    {
        using var compressed = new MemoryStream();
        using (var stream = with(compressed))
        {
            stream.Write(plain);
        }

        return compressed.ToArray();
    }
}
