namespace ParallelFetch.Http.Decompression;

/// <summary>Decoded data whose end has to prove that it is the end.</summary>
/// <param name="decoder">The decoder.</param>
/// <param name="sums">Whether the checksum is needed.</param>
/// <param name="isWhole">Told the length and the Adler-32 checksum (RFC 1950, section 8.2) of all that came out.</param>
internal sealed class VerifiedStream(Stream decoder, bool sums, Func<long, uint, bool> isWhole) : ReadOnlyStream(decoder)
{
    private const uint Modulus = 65521;

    // As many bytes as can be summed before 32 bits overflow.
    private const int Stretch = 5552;

    private long _length;
    private uint _sum = 1;
    private uint _sumOfSums;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read = await Inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        if (read > 0)
        {
            _length += read;
            Sum(sums ? buffer.Span[..read] : default);
        }
        else if (!buffer.IsEmpty && !isWhole(_length, (_sumOfSums << 16) | _sum))
        {
            throw BodyDecompression.CutShort();
        }

        return read;
    }

    private void Sum(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            ReadOnlySpan<byte> stretch = bytes[..Math.Min(bytes.Length, Stretch)];
            foreach (byte value in stretch)
            {
                _sum += value;
                _sumOfSums += _sum;
            }

            _sum %= Modulus;
            _sumOfSums %= Modulus;
            bytes = bytes[stretch.Length..];
        }
    }
}
