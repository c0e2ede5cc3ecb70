namespace ParallelFetch.Checkpoints;

/// <summary>A file that is read and never changed, whatever is written: for a run that only says what it would do.</summary>
internal sealed class UnchangedCheckpointFile : ICheckpointFile
{
    private readonly ICheckpointFile _file;

    internal UnchangedCheckpointFile(ICheckpointFile file)
    {
        _file = file;
        Length = file.Length;
    }

    /// <summary>The length that it would have.</summary>
    public long Length { get; private set; }

    public int Read(Span<byte> buffer, long offset) => _file.Read(buffer, offset);

    public void Write(ReadOnlySpan<byte> bytes, long offset) => Length = Math.Max(Length, offset + bytes.Length);

    public void SetLength(long length) => Length = length;

    public void FlushToDisk()
    {
    }

    public void Dispose() => _file.Dispose();
}
