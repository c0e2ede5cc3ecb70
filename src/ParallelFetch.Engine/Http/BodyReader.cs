using System.Buffers;
using System.Net;
using ParallelFetch.Http.Decompression;

namespace ParallelFetch.Http;

/// <summary>Reads a response's body into memory: in one exact array where the length is known, else by growing pooled ones.</summary>
internal static class BodyReader
{
    /// <summary>A larger announced length is not trusted for an allocation before bytes have come.</summary>
    internal const int LargestTrustedLength = 16 * 1024 * 1024;

    private const int FirstBufferLength = 16 * 1024;

    internal static async ValueTask<byte[]> ReadAsync(HttpResponseMessage response, FetchSlot slot)
    {
        // A 304 may carry the length of the body that it does not have (RFC 9110, section 8.6).
        if (response.StatusCode is HttpStatusCode.NoContent or HttpStatusCode.NotModified)
        {
            return [];
        }

        CancellationToken cancellationToken = slot.Token;
        HttpContent content = response.Content;
        Stream stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        string[]? codings = BodyDecompression.CodingsOf(content.Headers);
        if (codings is not null)
        {
            slot.StartReading();
            stream = await BodyDecompression.DecodeAsync(stream, codings, cancellationToken).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                return await ReadToEndAsync(stream, FirstBufferLength, slot).ConfigureAwait(false);
            }
        }

        long? announced = content.Headers.ContentLength;
        return announced switch
        {
            0 => [],
            > 0 and <= LargestTrustedLength => await ReadExactlyAsync(stream, (int)announced, response.Version.Major >= 2, slot).ConfigureAwait(false),
            > LargestTrustedLength => await ReadToEndAsync(stream, LargestTrustedLength, slot).ConfigureAwait(false),
            _ => await ReadToEndAsync(stream, FirstBufferLength, slot).ConfigureAwait(false),
        };
    }

    private static async ValueTask<byte[]> ReadExactlyAsync(Stream stream, int length, bool confirmEnd, FetchSlot slot)
    {
        byte[] body = GC.AllocateUninitializedArray<byte>(length);
        int filled = 0;
        while (filled < length)
        {
            slot.StartReading();
            int read = await stream.ReadAsync(body.AsMemory(filled), slot.Token).ConfigureAwait(false);
            if (read == 0)
            {
                throw LengthMismatch($"the body ended after {filled} of the {length} bytes that were announced");
            }

            filled += read;
        }

        // HTTP/1.1 frames the body by its length; an HTTP/2 stream ends by itself and could go on (RFC 9113, section 8.1.1).
        if (confirmEnd)
        {
            slot.StartReading();
            if (await stream.ReadAsync(new byte[1], slot.Token).ConfigureAwait(false) != 0)
            {
                throw LengthMismatch($"the body is longer than the {length} bytes that were announced");
            }
        }

        return body;
    }

    private static async ValueTask<byte[]> ReadToEndAsync(Stream stream, int capacity, FetchSlot slot)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(capacity);
        try
        {
            int filled = 0;
            while (true)
            {
                if (filled == buffer.Length)
                {
                    buffer = Grow(buffer);
                }

                slot.StartReading();
                int read = await stream.ReadAsync(buffer.AsMemory(filled), slot.Token).ConfigureAwait(false);
                if (read == 0)
                {
                    return buffer.AsSpan(0, filled).ToArray();
                }

                filled += read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static byte[] Grow(byte[] full)
    {
        if (full.Length >= Array.MaxLength)
        {
            throw new FetchException(
                FetchFailureKind.MaximumBodySizeExceeded,
                $"The body is larger than the {Array.MaxLength:N0} bytes that fit into one array in memory.");
        }

        byte[] larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(full.Length * 2L, Array.MaxLength));
        full.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(full);
        return larger;
    }

    private static FetchException LengthMismatch(string what) =>
        new(FetchFailureKind.ProtocolError, $"The response is broken: {what}. The server or a proxy cut it short; try again.");
}
