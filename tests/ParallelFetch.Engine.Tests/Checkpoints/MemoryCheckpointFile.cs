using ParallelFetch.Checkpoints;

namespace ParallelFetch.Engine.Tests.Checkpoints;

/// <summary>A file in memory that knows what a power cut would leave of it, and can be full.</summary>
internal sealed class MemoryCheckpointFile : ICheckpointFile
{
    private readonly object _gate = new();

    public byte[] Content { get; set; } = [];

    public byte[] OnDisk { get; private set; } = [];

    public int Writes { get; private set; }

    public int Flushes { get; private set; }

    public bool IsClosed { get; private set; }

    public int Capacity { get; set; } = int.MaxValue;

    public Exception? WriteFailure { get; set; }

    public Exception? ReadFailure { get; set; }

    public Exception? FlushFailure { get; set; }

    public Action? OnFlush { get; set; }

    /// <summary>Called by each reading, with how many there have been.</summary>
    public Action<int>? OnRead { get; set; }

    public int Reads { get; private set; }

    public long Length => Content.Length;

    public int Read(Span<byte> buffer, long offset)
    {
        OnRead?.Invoke(++Reads);
        if (ReadFailure is not null)
        {
            throw ReadFailure;
        }

        // In pieces, as the contract allows.
        int count = (int)Math.Min(Math.Min(buffer.Length, 1000), Content.Length - offset);
        Content.AsSpan((int)offset, count).CopyTo(buffer);
        return count;
    }

    public void Write(ReadOnlySpan<byte> bytes, long offset)
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        lock (_gate)
        {
            Writes++;
            if (WriteFailure is not null)
            {
                throw WriteFailure;
            }

            byte[] content = Content;
            int end = (int)Math.Min(Capacity, offset + bytes.Length);
            Array.Resize(ref content, Math.Max(content.Length, end));
            bytes[..(end - (int)offset)].CopyTo(content.AsSpan((int)offset));
            Content = content;
            if (end < offset + bytes.Length)
            {
                throw new IOException("No space left on device");
            }
        }
    }

    public void SetLength(long length) => Content = Content[..(int)length];

    public void FlushToDisk()
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        byte[] content = Content;
        OnFlush?.Invoke();
        Flushes++;
        if (FlushFailure is not null)
        {
            throw FlushFailure;
        }

        OnDisk = content;
    }

    public void Dispose() => IsClosed = true;
}
