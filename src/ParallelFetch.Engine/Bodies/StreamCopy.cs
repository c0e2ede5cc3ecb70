using System.Buffers;

namespace ParallelFetch.Bodies;

/// <summary>Copies from whatever can be read piece by piece.</summary>
internal static class StreamCopy
{
    private const int BufferLength = 64 * 1024;

    /// <summary>Copies up to <paramref name="length"/> bytes.</summary>
    /// <returns>How many there were.</returns>
    internal static async Task<long> CopyAsync(
        Func<Memory<byte>, CancellationToken, ValueTask<int>> read,
        Stream target,
        long length,
        CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferLength);
        try
        {
            long copied = 0;
            while (copied < length)
            {
                int wanted = (int)Math.Min(buffer.Length, length - copied);
                int count = await read(buffer.AsMemory(0, wanted), cancellationToken).ConfigureAwait(false);
                if (count == 0)
                {
                    break;
                }

                await target.WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
                copied += count;
            }

            return copied;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
