namespace LoopbackServer.Endpoints;

/// <summary>The bytes of every body without a meaning: the alphabet, over and over.</summary>
internal static class Pattern
{
    /// <summary>A whole number of alphabets, so that blocks can follow each other.</summary>
    private static readonly byte[] Block = [.. Enumerable.Range(0, 26 * 2520).Select(i => (byte)('a' + (i % 26)))];

    public static byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        for (var at = 0; at < count; at += Block.Length)
        {
            Block.AsSpan(0, Math.Min(Block.Length, count - at)).CopyTo(bytes.AsSpan(at));
        }

        return bytes;
    }

    /// <summary>The pattern from <paramref name="start"/> on; <paramref name="last"/> is called before the last block.</summary>
    public static async Task WriteAsync(Stream stream, long start, long count, Action last, CancellationToken cancellationToken)
    {
        while (count > 0)
        {
            var offset = (int)(start % Block.Length);
            var length = (int)Math.Min(Block.Length - offset, count);
            if (length == count)
            {
                last();
            }

            await stream.WriteAsync(Block.AsMemory(offset, length), cancellationToken);
            start += length;
            count -= length;
        }
    }
}
