using System.IO.Compression;

namespace LoopbackServer.Endpoints;

/// <summary>Zeros, compressed: few bytes that become many. Made while they are sent, so that any number is cheap to ask for.</summary>
internal static class BombEndpoint
{
    /// <summary>What decompresses to more than anybody's disk need not be sent to prove a point.</summary>
    private const long Most = 10L << 30;

    /// <summary><c>/bomb/{gzip|br|deflate}?n=</c></summary>
    public static Task InvokeAsync(Exchange exchange, string encoding) => encoding is "gzip" or "br" or "deflate"
        ? SendAsync(exchange, encoding, exchange.Query.Long("n", 1 << 30))
        : exchange.NotFoundAsync();

    public static async Task SendAsync(Exchange exchange, string encoding, long count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Most);
        exchange.Response.Headers.ContentEncoding = encoding;
        exchange.Response.ContentType = "application/octet-stream";
        if (exchange.IsHead)
        {
            return;
        }

        var zeros = new byte[256 * 1024];
        await using var compressed = Compressing(exchange.Response.Body, encoding);
        for (; count > 0; count -= zeros.Length)
        {
            await compressed.WriteAsync(zeros.AsMemory(0, (int)Math.Min(count, zeros.Length)), exchange.Aborted);
        }
    }

    private static Stream Compressing(Stream body, string encoding) => encoding switch
    {
        "gzip" => new GZipStream(body, CompressionLevel.Optimal),
        "br" => new BrotliStream(body, CompressionLevel.Fastest),
        _ => new ZLibStream(body, CompressionLevel.Optimal),
    };
}
