using System.Text;

namespace ParallelFetch.Engine.Tests.Fakes;

/// <summary>A body that gives its first part and then nothing, until it is cancelled.</summary>
internal sealed class StalledStream(string part) : MemoryStream(Encoding.UTF8.GetBytes(part))
{
    // A body whose length is not known.
    public override bool CanSeek => false;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read = Read(buffer.Span);
        if (read == 0)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        return read;
    }
}
