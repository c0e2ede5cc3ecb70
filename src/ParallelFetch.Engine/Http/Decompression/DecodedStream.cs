namespace ParallelFetch.Http.Decompression;

/// <summary>Decoded data whose end has to be one: the decoder must not have run out of input before it came to it.</summary>
/// <param name="decoder">A decoder of .NET, which takes the end of its input for the end of the data, too.</param>
/// <param name="input">What the decoder reads.</param>
internal sealed class DecodedStream(Stream decoder, CodedInput input) : ReadOnlyStream(decoder)
{
    private bool _hasEnded;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read = _hasEnded ? 0 : await Inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        if (read > 0 || buffer.IsEmpty || _hasEnded)
        {
            return read;
        }

        if (input.IsCutShort)
        {
            throw BodyDecompression.CutShort();
        }

        _hasEnded = true;
        await BodyDecompression.DrainAsync(input, cancellationToken).ConfigureAwait(false);
        return 0;
    }
}
