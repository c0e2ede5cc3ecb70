using System.Buffers.Binary;
using System.IO.Compression;
using System.Net.Http.Headers;

namespace ParallelFetch.Http.Decompression;

/// <summary>
/// Undoes a response's Content-Encoding (RFC 9110, section 8.4). The decoders of .NET take the end of their input for
/// the end of the data unless a process-wide switch says otherwise, so the ends are checked here: a body that was cut
/// short is never taken for whole. Raw deflate alone has nothing to check.
/// </summary>
internal static class BodyDecompression
{
    internal const string AcceptEncoding = "gzip, deflate, br";

    /// <summary>The shortest gzip member: a header of 10 bytes, an empty block, and a trailer of 8 (RFC 1952).</summary>
    private const int ShortestGzip = 20;

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

    internal static FetchException CutShort() => new(
        FetchFailureKind.ProtocolError,
        "The response is broken: its compressed body was cut short. The server or a proxy did that; try again.");

    // A gzip member ends with the length of its data modulo 2^32 (RFC 1952, section 2.3.1). That of the last member
    // cannot be more than came out in all; the last bytes of data that was cut short, read as a number, nearly always are.
    private static VerifiedStream Gunzip(TailStream source) => new(new GZipStream(source, CompressionMode.Decompress), sums: false, (length, _) =>
        length == 0 && source.BytesRead == 0
        || (source.BytesRead >= ShortestGzip && (length > uint.MaxValue || BinaryPrimitives.ReadUInt32LittleEndian(source.Tail) <= length)));

    // "deflate" means zlib (RFC 9110, section 8.4.1.2), but some servers send raw deflate. The low four bits of a zlib
    // stream's first byte are 8 (RFC 1950, section 2.2); raw deflate as such servers write it does not begin so.
    // A zlib stream ends with the Adler-32 checksum of its data.
    private static async ValueTask<Stream> InflateAsync(TailStream source, CancellationToken cancellationToken)
    {
        int first = await source.PeekAsync(cancellationToken).ConfigureAwait(false);
        return first >= 0 && (first & 0x0F) == 8
            ? new VerifiedStream(
                new ZLibStream(source, CompressionMode.Decompress),
                sums: true,
                (_, checksum) => BinaryPrimitives.ReadUInt32BigEndian(source.Tail) == checksum)
            : new DeflateStream(source, CompressionMode.Decompress);
    }
}
