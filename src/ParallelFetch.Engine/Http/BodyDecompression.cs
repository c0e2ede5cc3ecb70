using System.IO.Compression;
using System.Net.Http.Headers;

namespace ParallelFetch.Http;

/// <summary>Undoes a response's Content-Encoding (RFC 9110, section 8.4).</summary>
internal static class BodyDecompression
{
    internal const string AcceptEncoding = "gzip, deflate, br";

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
                    body = new GZipStream(body, CompressionMode.Decompress);
                    break;
                case "BR":
                    body = new BrotliStream(body, CompressionMode.Decompress);
                    break;
                case "DEFLATE":
                    body = await InflateAsync(body, cancellationToken).ConfigureAwait(false);
                    break;
                default:
                    return body;
            }
        }

        return body;
    }

    // "deflate" means zlib (RFC 9110, section 8.4.1.2), but some servers send raw deflate. The low four bits of a zlib
    // stream's first byte are 8 (RFC 1950); a raw deflate stream as such servers write it does not begin so.
    private static async ValueTask<Stream> InflateAsync(Stream body, CancellationToken cancellationToken)
    {
        var first = new byte[1];
        int read = await body.ReadAsync(first, cancellationToken).ConfigureAwait(false);
        if (read == 0)
        {
            return body;
        }

        var whole = new PrefixedStream(first[0], body);
        return (first[0] & 0x0F) == 8
            ? new ZLibStream(whole, CompressionMode.Decompress)
            : new DeflateStream(whole, CompressionMode.Decompress);
    }

    /// <summary>A stream whose first byte has been read already.</summary>
    private sealed class PrefixedStream(byte first, Stream rest) : Stream
    {
        private bool _firstPending = true;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            return TakeFirst(buffer.AsSpan(offset, count)) ? 1 : rest.Read(buffer, offset, count);
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            return TakeFirst(buffer.Span) ? ValueTask.FromResult(1) : rest.ReadAsync(buffer, cancellationToken);
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                rest.Dispose();
            }

            base.Dispose(disposing);
        }

        private bool TakeFirst(Span<byte> buffer)
        {
            if (!_firstPending || buffer.IsEmpty)
            {
                return false;
            }

            buffer[0] = first;
            _firstPending = false;
            return true;
        }
    }
}
