namespace ParallelFetch.Engine.Tests.Faults;

/// <summary>A body or a sink that throws as planned.</summary>
internal sealed class FaultyStream(byte[] bytes, FaultPlan faults) : MemoryStream(bytes)
{
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        faults.Pass("body");
        return base.ReadAsync(buffer, cancellationToken);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        faults.Pass("sink");
        return base.WriteAsync(buffer, cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            faults.Pass("disposal of a body");
        }

        base.Dispose(disposing);
    }
}
