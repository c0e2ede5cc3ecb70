namespace ParallelFetch.Engine.Tests.Fakes;

/// <summary>A stream that cannot seek: its length is not known, and it can be read once.</summary>
internal sealed class OneWayStream(byte[] content) : MemoryStream(content)
{
    public override bool CanSeek => false;

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override long Length => throw new NotSupportedException();
}
