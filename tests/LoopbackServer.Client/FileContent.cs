namespace LoopbackServer.Client;

/// <summary>
/// The bytes of <c>/file/{name}</c> on the raw port, which follow from a seed: random, and no two places alike, so that a
/// byte out of place is found out. Server and tests make them from the same source.
/// </summary>
public static class FileContent
{
    // A prime, so that no power of two is a period of it.
    private const int Period = 65521;

    /// <summary>Bytes of a file.</summary>
    /// <param name="seed">Which file, or which version of it.</param>
    /// <param name="count">How many bytes.</param>
    /// <param name="start">Where they begin.</param>
    public static byte[] Create(int seed, int count, long start = 0)
    {
        var period = new byte[Period];
        new Random(seed).NextBytes(period);
        var bytes = new byte[count];
        for (var filled = 0; filled < count;)
        {
            var (round, offset) = Math.DivRem(start + filled, Period);
            var length = (int)Math.Min(Period - offset, count - filled);
            var mask = (byte)(round * 151);
            for (var i = 0; i < length; i++)
            {
                bytes[filled + i] = (byte)(period[offset + i] ^ mask);
            }

            filled += length;
        }

        return bytes;
    }
}
