using System.IO.Compression;
using System.Text;

namespace LoopbackServer.Endpoints;

/// <summary>Compressed bodies, whether the client accepts them or not; <c>?size=</c>.</summary>
internal static class CompressEndpoint
{
    public static Task InvokeAsync(Exchange exchange, string kind)
    {
        var size = exchange.Query.Long("size", 10_000);
        return kind switch
        {
            "gzip" => SendAsync(exchange, "gzip", Compress(Plain(), GZip)),
            "deflate" => SendAsync(exchange, "deflate", Compress(Plain(), ZLib)),
            "deflate-raw" => SendAsync(exchange, "deflate", Compress(Plain(), Deflate)),
            "br" => SendAsync(exchange, "br", Compress(Plain(), Brotli)),
            "gzip-br" => SendAsync(exchange, "gzip, br", Compress(Compress(Plain(), GZip), Brotli)),
            "gzip-truncated" => SendAsync(exchange, "gzip", Compress(Plain(), GZip)[..^12]),
            "gzip-garbage" => SendAsync(exchange, "gzip", Encoding.ASCII.GetBytes("This is not gzip at all.")),
            "bomb" => BombEndpoint.SendAsync(exchange, "gzip", size),
            _ => exchange.NotFoundAsync(),
        };

        byte[] Plain() => Pattern.Bytes(checked((int)size));
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

    private static Task SendAsync(Exchange exchange, string encoding, byte[] body)
    {
        exchange.Response.Headers.ContentEncoding = encoding;
        return exchange.BytesAsync(body, Exchange.PlainText);
    }
}
