using System.IO.Compression;
using System.Net.Http.Headers;

namespace ParallelFetch.Http.Decompression;

/// <summary>
/// Undoes a response's Content-Encoding (RFC 9110, section 8.4). The decoders of .NET take the end of their input for
/// the end of the data unless a process-wide switch says otherwise, so the ends are checked here: a body is whole when its
/// last block has come and its check value fits, and never otherwise.
/// </summary>
internal static class BodyDecompression
{
    internal const string AcceptEncoding = "gzip, deflate, br";

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
    /// <param name="body">The body as it came.</param>
    /// <param name="codings">The codings in the order in which they were applied.</param>
    /// <param name="isFramed">
    /// Whether the protocol itself says where the body ends. Where only the end of the connection does, an empty body is one
    /// of which nothing came.
    /// </param>
    /// <param name="cancellationToken">Ends the wait for the first byte.</param>
    /// <returns>The decoded stream; a body in a coding that is not known is left as it is from there on.</returns>
    internal static async ValueTask<Stream> DecodeAsync(Stream body, string[] codings, bool isFramed, CancellationToken cancellationToken)
    {
        for (int i = codings.Length - 1; i >= 0; i--)
        {
            switch (codings[i].ToUpperInvariant())
            {
                case "GZIP" or "X-GZIP":
                    body = new GzipBodyStream(new CodedInput(body, isFramed));
                    break;
                case "BR":
                    body = new BrotliBodyStream(new CodedInput(body, isFramed));
                    break;
                case "DEFLATE":
                    body = await InflateAsync(new CodedInput(body, isFramed), cancellationToken).ConfigureAwait(false);
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

    // "deflate" means zlib (RFC 9110, section 8.4.1.2), but some servers send raw deflate. The low four bits of a zlib
    // stream's first byte are 8 (RFC 1950, section 2.2); raw deflate as such servers write it does not begin so.
    // Both decoders stop reading where their data ends.
    private static async ValueTask<Stream> InflateAsync(CodedInput input, CancellationToken cancellationToken)
    {
        bool isZlib = await input.FillAsync(1, cancellationToken).ConfigureAwait(false) && (input.Ahead[0] & 0x0F) == 8;
        Stream decoder = isZlib
            ? new ZLibStream(input, CompressionMode.Decompress)
            : new DeflateStream(input, CompressionMode.Decompress);
        return new DecodedStream(decoder, input);
    }
}
