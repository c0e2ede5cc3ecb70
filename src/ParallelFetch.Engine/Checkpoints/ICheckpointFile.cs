namespace ParallelFetch.Checkpoints;

/// <summary>The file under a journal: bytes at offsets. Safe to use from several threads. Failures are those of System.IO.</summary>
internal interface ICheckpointFile : IDisposable
{
    /// <summary>The length in bytes.</summary>
    long Length { get; }

    /// <summary>Reads what is at an offset; 0 bytes only at the end.</summary>
    int Read(Span<byte> buffer, long offset);

    /// <summary>Hands bytes to the operating system: they survive the end of this process, but not a power cut.</summary>
    void Write(ReadOnlySpan<byte> bytes, long offset);

    /// <summary>Cuts the file off.</summary>
    void SetLength(long length);

    /// <summary>Returns when all that was written would survive a power cut.</summary>
    void FlushToDisk();
}
