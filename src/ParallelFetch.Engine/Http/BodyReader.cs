using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using ParallelFetch.Http.Decompression;

namespace ParallelFetch.Http;

/// <summary>
/// Reads a response's body: into memory (one exact array where the length is known, else growing pooled ones), or into a
/// stream as it arrives.
/// </summary>
internal static class BodyReader
{
    /// <summary>A larger announced length is not trusted for an allocation before bytes have come.</summary>
    internal const int LargestTrustedLength = 16 * 1024 * 1024;

    private const int FirstBufferLength = 16 * 1024;

    // Beyond this, larger chunks measured no faster on their way to a disk.
    private const int CopyBufferLength = 256 * 1024;

    /// <summary>Reads a body into memory.</summary>
    /// <param name="response">The response.</param>
    /// <param name="maximum">The longest body in bytes; 0 for any length.</param>
    /// <param name="keepsCoding">Whether it stays as it came.</param>
    /// <param name="slot">The place on the wire.</param>
    internal static async ValueTask<byte[]> ReadAsync(HttpResponseMessage response, long maximum, bool keepsCoding, FetchSlot slot)
    {
        (Stream body, long? length) = await OpenAsync(response, maximum, keepsCoding, slot).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
        {
            return length switch
            {
                0 => [],
                > 0 and <= LargestTrustedLength => await ReadExactlyAsync(body, (int)length, response.Version.Major >= 2, slot).ConfigureAwait(false),
                > LargestTrustedLength => await ReadToEndAsync(body, LargestTrustedLength, length, maximum, slot).ConfigureAwait(false),
                _ => await ReadToEndAsync(body, FirstBufferLength, length, maximum, slot).ConfigureAwait(false),
            };
        }
    }

    /// <summary>Writes a body to a stream as it arrives.</summary>
    /// <returns>Its length.</returns>
    internal static ValueTask<long> CopyAsync(HttpResponseMessage response, Stream target, long maximum, bool keepsCoding, FetchSlot slot) =>
        CopyAsync(response, (bytes, cancellationToken) => WriteAsync(target, bytes, cancellationToken), maximum, keepsCoding, slot);

    /// <summary>Hands a body over piece by piece as it arrives.</summary>
    /// <param name="response">The response.</param>
    /// <param name="write">Takes a piece; the bytes are another piece's afterwards.</param>
    /// <param name="maximum">The longest body in bytes; 0 for any length.</param>
    /// <param name="keepsCoding">Whether it stays as it came.</param>
    /// <param name="slot">The place on the wire.</param>
    /// <param name="before">How much of it is there already, in bytes; counts against the maximum.</param>
    /// <returns>The length of what was handed over.</returns>
    internal static async ValueTask<long> CopyAsync(
        HttpResponseMessage response,
        Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> write,
        long maximum,
        bool keepsCoding,
        FetchSlot slot,
        long before = 0)
    {
        (Stream body, long? length) = await OpenAsync(response, maximum, keepsCoding, slot, before).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
        {
            byte[] buffer = ArrayPool<byte>.Shared.Rent(CopyBufferLength);
            try
            {
                long copied = 0;
                while (true)
                {
                    slot.StartReading();
                    int read = await body.ReadAsync(buffer, slot.Token).ConfigureAwait(false);
                    slot.StopWaiting();
                    slot.CountRead(read);
                    if (read == 0)
                    {
                        return length is null || length == copied ? copied : throw LengthMismatch(copied, length.Value);
                    }

                    CheckSize(before + copied + read, maximum);
                    await write(buffer.AsMemory(0, read), slot.Token).ConfigureAwait(false);
                    copied += read;
                }
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }

    private static async ValueTask WriteAsync(Stream target, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            await target.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // A full disk must not look like a broken connection.
            throw new FetchException(FetchFailureKind.FetchFailed, $"The body could not be written: {exception.Message}", exception);
        }
    }

    /// <summary>The body, decoded unless it stays as it came, and its length where that is known.</summary>
    private static async ValueTask<(Stream Body, long? Length)> OpenAsync(
        HttpResponseMessage response, long maximum, bool keepsCoding, FetchSlot slot, long before = 0)
    {
        // A 304 or an answer to HEAD may carry the length of the body that it does not have (RFC 9110, section 8.6).
        if (response.StatusCode is HttpStatusCode.NoContent or HttpStatusCode.NotModified || response.RequestMessage?.Method == HttpMethod.Head)
        {
            return (Stream.Null, 0);
        }

        HttpContent content = response.Content;
        long? length = AnnouncedLength(response);
        Stream body = await content.ReadAsStreamAsync(slot.Token).ConfigureAwait(false);
        string[]? codings = keepsCoding ? null : BodyDecompression.CodingsOf(content.Headers);
        if (codings is null)
        {
            CheckSize(before + (length ?? 0), maximum);
            return (body, length);
        }

        slot.StartReading();
        return (await BodyDecompression.DecodeAsync(body, codings, IsFramed(response), slot.Token).ConfigureAwait(false), null);
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
                throw LengthMismatch(filled, length);
            }

            slot.CountRead(read);
            filled += read;
        }

        // HTTP/1.1 frames the body by its length; an HTTP/2 stream ends by itself and could go on (RFC 9113, section 8.1.1).
        if (confirmEnd)
        {
            slot.StartReading();
            if (await stream.ReadAsync(new byte[1], slot.Token).ConfigureAwait(false) != 0)
            {
                throw LengthMismatch(length + 1L, length);
            }
        }

        return body;
    }

    private static async ValueTask<byte[]> ReadToEndAsync(Stream stream, int capacity, long? length, long maximum, FetchSlot slot)
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
                    return length is null || length == filled ? buffer.AsSpan(0, filled).ToArray() : throw LengthMismatch(filled, length.Value);
                }

                slot.CountRead(read);
                filled += read;
                CheckSize(filled, maximum);
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
                $"The body is larger than the {Array.MaxLength:N0} bytes that fit into one array in memory. Save it with -OutFile or -OutDirectory.");
        }

        byte[] larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(full.Length * 2L, Array.MaxLength));
        full.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(full);
        return larger;
    }

    // RFC 9112, section 6.3: chunks count more than a length; several lengths, or one that is no number, are not to be
    // trusted. HttpClient alone takes the first length, also beside chunks, and reads to the end where it is no number.
    private static long? AnnouncedLength(HttpResponseMessage response)
    {
        HttpContentHeaders headers = response.Content.Headers;
        if (!headers.NonValidated.TryGetValues("Content-Length", out HeaderStringValues fields) || response.Headers.TransferEncodingChunked == true)
        {
            return null;
        }

        if (fields.Count == 1 && headers.ContentLength is { } single)
        {
            return single;
        }

        string[] lengths = [.. fields.SelectMany(static field => field.Split(',', StringSplitOptions.TrimEntries)).Distinct()];
        return lengths.Length == 1 && long.TryParse(lengths[0], NumberStyles.None, CultureInfo.InvariantCulture, out long length)
            ? length
            : throw new FetchException(
                FetchFailureKind.ProtocolError,
                $"The response is broken: it announces the length {fields}. The server or a proxy is at fault.");
    }

    // RFC 9112, section 6.3, rule 8: without a length and chunks, HTTP/1 knows the end of a body by the connection's only.
    private static bool IsFramed(HttpResponseMessage response) => response.Version.Major >= 2
        || response.Headers.TransferEncodingChunked == true
        || response.Content.Headers.ContentLength is not null;

    private static void CheckSize(long size, long maximum)
    {
        if (maximum > 0 && size > maximum)
        {
            throw new FetchException(
                FetchFailureKind.MaximumBodySizeExceeded,
                $"The body is larger than the {maximum:N0} bytes that -MaximumBodySize allows. Raise it if such bodies are to be expected.");
        }
    }

    private static FetchException LengthMismatch(long came, long announced) => new(
        FetchFailureKind.ProtocolError,
        came < announced
            ? $"The response is broken: the body ended after {came:N0} of the {announced:N0} bytes that were announced. The server or a proxy cut it short; try again."
            : $"The response is broken: the body is longer than the {announced:N0} bytes that were announced. The server or a proxy is at fault.");
}
