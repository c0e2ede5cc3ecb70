namespace ParallelFetch.Http;

/// <summary>
/// A connection that knows whether it is new. SocketsHttpHandler sends a request without content again when its
/// connection ends before the first byte of the answer, because a server may have closed a kept connection just then
/// (RFC 9112, section 9.3.1). On a new connection that is no accident of timing: the server has had the request. So
/// the end of a new one is an exception here that the handler does not take for an invitation to send again.
/// </summary>
/// <remarks>From its first answer on, or when it was not used at once, it passes everything on and costs one test.</remarks>
internal sealed class NewConnectionStream(Stream inner) : Stream
{
    private bool _isNew = true;
    private bool _hasSent;

    public override bool CanRead => inner.CanRead;

    public override bool CanWrite => inner.CanWrite;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // The handler reads before it sends only from a connection that has lain idle.
        _isNew &= _hasSent;
        return _isNew && !buffer.IsEmpty ? ReadFirstAsync(buffer, cancellationToken) : inner.ReadAsync(buffer, cancellationToken);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _hasSent = true;
        return inner.WriteAsync(buffer, cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count)
    {
        _hasSent = true;
        inner.Write(buffer, offset, count);
    }

    public override Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken) =>
        inner.CopyToAsync(destination, bufferSize, cancellationToken);

    public override void Flush() => inner.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private async ValueTask<int> ReadFirstAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        int read;
        try
        {
            read = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException exception)
        {
            throw new HttpRequestException(HttpRequestError.Unknown, exception.Message, exception);
        }

        if (read == 0)
        {
            const string Message = "the server closed the connection before the first byte of its response";
            throw new HttpRequestException(HttpRequestError.ResponseEnded, Message, new HttpIOException(HttpRequestError.ResponseEnded, Message));
        }

        _isNew = false;
        return read;
    }
}
