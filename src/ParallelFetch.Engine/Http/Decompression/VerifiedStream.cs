namespace ParallelFetch.Http.Decompression;

/// <summary>Decoded data whose end has to be one: the decoder must not have run out of input before it came to it.</summary>
/// <param name="decoder">The decoder.</param>
/// <param name="source">What the decoder reads.</param>
/// <param name="mayEndAtInput">
/// Told the length of all that came out: whether a decoder that did run out of input may have come to the end of its data
/// at the same time.
/// </param>
internal sealed class VerifiedStream(Stream decoder, TailStream source, Func<long, bool> mayEndAtInput) : ReadOnlyStream(decoder)
{
    private long _length;
    private bool _drained;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read = await Inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        _length += read;
        if (read > 0 || buffer.IsEmpty)
        {
            return read;
        }

        if (!source.HasEnded)
        {
            await BodyDecompression.DrainAsync(source, cancellationToken).ConfigureAwait(false);
        }
        else if (source.BytesRead > 0 && !_drained && !mayEndAtInput(_length))
        {
            throw BodyDecompression.CutShort();
        }

        _drained = true;
        return 0;
    }
}
