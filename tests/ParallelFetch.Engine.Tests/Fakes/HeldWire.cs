namespace ParallelFetch.Engine.Tests.Fakes;

/// <summary>Takes what is sent piece by piece, each when the test lets it pass.</summary>
internal sealed class HeldWire : MemoryStream
{
    private readonly SemaphoreSlim _arrived = new(0);
    private TaskCompletionSource _passed = new();
    private int _seen;

    /// <summary>How many pieces have come to the wire.</summary>
    public int Pieces { get; private set; }

    /// <summary>The length of the longest of them.</summary>
    public int Longest { get; private set; }

    /// <summary>Lets the piece that waits pass; returns when the sender has done what it does next.</summary>
    public void Pass()
    {
        TaskCompletionSource passed = _passed;
        _passed = new();
        passed.SetResult();
    }

    /// <summary>Breaks: what waits fails, and so does all that comes later.</summary>
    public void Break() => _passed.TrySetException(new IOException("broken"));

    /// <summary>Waits until that many pieces have come: from a file, which is read on other threads.</summary>
    public async Task WaitForPieceAsync(int number)
    {
        for (; _seen < number; _seen++)
        {
            Assert.True(await _arrived.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken), "no piece came");
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Pieces++;
        Longest = Math.Max(Longest, buffer.Length);
        Task passed = _passed.Task;
        _arrived.Release();
        await passed.WaitAsync(cancellationToken).ConfigureAwait(false);
        Write(buffer.Span);
    }

    protected override void Dispose(bool disposing)
    {
        _arrived.Dispose();
        base.Dispose(disposing);
    }
}
