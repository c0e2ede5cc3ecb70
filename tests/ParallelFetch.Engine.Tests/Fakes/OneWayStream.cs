namespace ParallelFetch.Engine.Tests.Fakes;

/// <summary>A stream that cannot seek: its length is not known, and it can be read once.</summary>
/// <param name="content">What is in it.</param>
/// <param name="piece">How many bytes a reading gives at most.</param>
internal sealed class OneWayStream(byte[] content, int piece = int.MaxValue) : MemoryStream(content)
{
    public override bool CanSeek => false;

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override long Length => throw new NotSupportedException();

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        base.ReadAsync(buffer[..Math.Min(buffer.Length, piece)], cancellationToken);
}
