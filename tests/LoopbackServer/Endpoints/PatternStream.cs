namespace LoopbackServer.Endpoints;

/// <summary>The bytes of every body without a meaning: the alphabet, over and over.</summary>
/// <param name="length">How many.</param>
/// <param name="canSeek">False: the length is not announced, so that the body goes out in chunks.</param>
/// <param name="response">Whose body this is, where somebody wants to know of its end.</param>
/// <param name="last">Called once the last bytes that the response needs are read, which is before they go out.</param>
internal sealed class PatternStream(long length, bool canSeek = true, HttpResponse? response = null, Action? last = null) : Stream
{
    /// <summary>A whole number of alphabets, so that blocks can follow each other.</summary>
    private static readonly byte[] Block = [.. Enumerable.Range(0, 26 * 2520).Select(i => (byte)('a' + (i % 26)))];

    private long _read;

    public override bool CanRead => true;

    public override bool CanSeek { get; } = canSeek;

    public override bool CanWrite => false;

    public override long Length { get; } = length;

    public override long Position { get; set; }

    public static byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        new PatternStream(count).ReadExactly(bytes);
        return bytes;
    }

    public override int Read(Span<byte> buffer)
    {
        var offset = (int)(Position % Block.Length);
        var count = (int)Math.Min(Math.Min(Block.Length - offset, buffer.Length), Length - Position);
        Block.AsSpan(offset, count).CopyTo(buffer);
        Position += count;
        _read += count;
        if (_read == response?.ContentLength)
        {
            last?.Invoke();
        }

        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => Position + offset,
        _ => Length + offset,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
