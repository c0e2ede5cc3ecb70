using System.Buffers.Binary;
using System.IO.Compression;
using System.Net.Http.Headers;

namespace ParallelFetch.Http.Decompression;

/// <summary>
/// Undoes a response's Content-Encoding (RFC 9110, section 8.4). The decoders of .NET take the end of their input for
/// the end of the data unless a process-wide switch says otherwise, so the ends are checked here: exactly for brotli, zlib
/// and raw deflate; for gzip with a chance of length / 2^32 that a body that was cut short is taken for whole.
/// </summary>
internal static class BodyDecompression
{
    internal const string AcceptEncoding = "gzip, deflate, br";

    /// <summary>The shortest gzip member: a header of 10 bytes, an empty block, and a trailer of 8 (RFC 1952).</summary>
    private const int ShortestGzip = 20;

    /// <summary>What follows compressed data is not read beyond this.</summary>
    private const int LargestRest = 64 * 1024;

    /// <summary>The codings of a body in the order in which they were applied; null when there is none to undo.</summary>
    internal static string[]? CodingsOf(HttpContentHeaders headers)
    {
        if (!headers.NonValidated.TryGetValues("Content-Encoding", out HeaderStringValues values))
        {
            return null;
        }

        string[] codings = values.ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        codings = Array.FindAll(codings, static coding => !coding.Equals("identity", StringComparison.OrdinalIgnoreCase));
        return codings.Length == 0 ? null : codings;
    }

    /// <summary>Puts a decoder for each coding around the body, the last applied first.</summary>
    /// <returns>The decoded stream; a body in a coding that is not known is left as it is from there on.</returns>
    internal static async ValueTask<Stream> DecodeAsync(Stream body, string[] codings, CancellationToken cancellationToken)
    {
        for (int i = codings.Length - 1; i >= 0; i--)
        {
            switch (codings[i].ToUpperInvariant())
            {
                case "GZIP" or "X-GZIP":
                    body = Gunzip(new TailStream(body));
                    break;
                case "BR":
                    body = new BrotliBodyStream(body);
                    break;
                case "DEFLATE":
                    body = await InflateAsync(new TailStream(body), cancellationToken).ConfigureAwait(false);
                    break;
                default:
                    return body;
            }
        }

        return body;
    }

    /// <summary>
    /// Reads what follows the end of compressed data, which is nothing but the end of the body unless a server appends
    /// something. Without it the connection is given up, or drained while the next request is already on the wire.
    /// </summary>
    internal static async ValueTask DrainAsync(Stream body, CancellationToken cancellationToken)
    {
        var rest = new byte[256];
        for (int read = 1, total = 0; read > 0 && total < LargestRest; total += read)
        {
            read = await body.ReadAsync(rest, cancellationToken).ConfigureAwait(false);
        }
    }

    internal static FetchException CutShort() => new(
        FetchFailureKind.ProtocolError,
        "The response is broken: its compressed body was cut short. The server or a proxy did that; try again.");

    // Further members may follow a gzip member (RFC 1952, section 2.2), so its decoder goes on to the end of the input
    // unless something else follows. Only the trailer tells then: it ends with the length of the member's data modulo
    // 2^32, which cannot be more than came out in all, whereas four bytes out of the middle nearly always are.
    private static VerifiedStream Gunzip(TailStream source) => new(
        new GZipStream(source, CompressionMode.Decompress),
        source,
        length => source.BytesRead >= ShortestGzip && BinaryPrimitives.ReadUInt32LittleEndian(source.Tail) <= length);

    // "deflate" means zlib (RFC 9110, section 8.4.1.2), but some servers send raw deflate. The low four bits of a zlib
    // stream's first byte are 8 (RFC 1950, section 2.2); raw deflate as such servers write it does not begin so.
    // Both decoders stop reading where their data ends.
    private static async ValueTask<Stream> InflateAsync(TailStream source, CancellationToken cancellationToken)
    {
        int first = await source.PeekAsync(cancellationToken).ConfigureAwait(false);
        Stream decoder = first >= 0 && (first & 0x0F) == 8
            ? new ZLibStream(source, CompressionMode.Decompress)
            : new DeflateStream(source, CompressionMode.Decompress);
        return new VerifiedStream(decoder, source, static _ => false);
    }
}
