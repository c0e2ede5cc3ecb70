namespace LoopbackServer.Client;

/// <summary>The body of <c>/bytes/{n}</c>, <c>/file/{n}</c> and <c>/compress/…</c>.</summary>
public static class BytePattern
{
    /// <summary>The first <paramref name="count"/> bytes: the alphabet, over and over.</summary>
    public static byte[] Create(int count)
    {
        var bytes = new byte[count];
        for (var i = 0; i < count; i++)
        {
            bytes[i] = (byte)('a' + (i % 26));
        }

        return bytes;
    }
}
