using System.IO.Compression;
using LoopbackServer.Counting;

namespace LoopbackServer.Endpoints;

/// <summary>Zeros, compressed: few bytes that become many. Made while they are sent, so that any number is cheap to ask for.</summary>
internal static class BombEndpoint
{
    /// <summary>What decompresses to more than anybody's disk need not be sent to prove a point.</summary>
    private const long Most = 10L << 30;

    /// <summary><c>/bomb/{gzip|br|deflate}?n=</c></summary>
    public static IResult Get(string encoding, HttpContext context, RequestTicket ticket, long n = 1 << 30)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(n, Most);
        Func<Stream, Stream>? compressing = encoding switch
        {
            "gzip" => body => new GZipStream(body, CompressionLevel.Optimal),
            "br" => body => new BrotliStream(body, CompressionLevel.Fastest),
            "deflate" => body => new ZLibStream(body, CompressionLevel.Optimal),
            _ => null,
        };
        if (compressing is null)
        {
            return Answers.NotFound(context.Request);
        }

        ticket.RunsUntilEnd();
        context.Response.Headers.ContentEncoding = encoding;
        return TypedResults.Stream(body => SendAsync(compressing(body), n, context.RequestAborted), Answers.Binary);
    }

    private static async Task SendAsync(Stream compressing, long count, CancellationToken aborted)
    {
        var zeros = new byte[256 * 1024];
        await using var compressed = compressing;
        for (; count > 0; count -= zeros.Length)
        {
            await compressed.WriteAsync(zeros.AsMemory(0, (int)Math.Min(count, zeros.Length)), aborted);
        }
    }
}
