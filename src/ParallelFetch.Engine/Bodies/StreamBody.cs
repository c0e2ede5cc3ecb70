using System.Net;

namespace ParallelFetch.Bodies;

/// <summary>
/// A stream as a body, from where it stands. One that can seek is sent as often as need be, by several requests at the
/// same time, too; one that cannot is sent once. The stream is not closed.
/// </summary>
internal sealed class StreamBody : RequestBody
{
    private readonly Stream _source;
    private readonly long _start;
    private readonly object _gate = new();
    private int _sent;

    /// <summary>Creates a body of a stream.</summary>
    /// <param name="source">The stream; what has been read of it already is not sent.</param>
    public StreamBody(Stream source)
    {
        _source = source;
        _start = source.CanSeek ? source.Position : 0;
    }

    internal override bool CanBeResent => _source.CanSeek;

    // What a stream holds is not known before it is sent.
    internal override byte[]? Identity => null;

    internal override HttpContent CreateContent()
    {
        if (!_source.CanSeek && Interlocked.Exchange(ref _sent, 1) != 0)
        {
            throw new FetchException(
                FetchFailureKind.BodyCannotBeResent,
                "The body is a stream that cannot seek, so it can be sent only once, to one URL and without a redirect or challenge that asks for it again. Give a file (-InFile) or its bytes.");
        }

        return new SourceContent(this);
    }

    // Requests that share the stream take turns: each goes to its own place and reads a piece.
    private int ReadAt(long offset, Memory<byte> buffer)
    {
        lock (_gate)
        {
            try
            {
                _source.Position = _start + offset;
                return _source.Read(buffer.Span);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                throw Unreadable(exception);
            }
        }
    }

    private async ValueTask<int> ReadOnAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await _source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw Unreadable(exception);
        }
    }

    // What the user's own stream throws must not look like a broken connection.
    private static FetchException Unreadable(Exception exception) =>
        new(FetchFailureKind.InFileFailed, $"The stream of the body cannot be read: {exception.Message}", exception);

    private sealed class SourceContent(StreamBody body) : HttpContent
    {
        // As it is announced, even if the stream grows meanwhile.
        private readonly long? _length = body._source.CanSeek ? Math.Max(0, body._source.Length - body._start) : null;
        private int _serialized;

        protected override bool TryComputeLength(out long length)
        {
            length = _length ?? 0;
            return _length is not null;
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            Stream source = body._source;
            if (_length is { } length)
            {
                long offset = 0;
                await StreamCopy.CopyAsync(
                    (buffer, _) =>
                    {
                        int read = body.ReadAt(offset, buffer);
                        offset += read;
                        return ValueTask.FromResult(read);
                    },
                    stream,
                    length,
                    cancellationToken).ConfigureAwait(false);
                return;
            }

            if (Interlocked.Exchange(ref _serialized, 1) != 0)
            {
                throw new FetchException(
                    FetchFailureKind.BodyCannotBeResent,
                    "The server asked for the body again, but it is a stream that cannot seek. Give a file (-InFile) or its bytes.");
            }

            await StreamCopy.CopyAsync(body.ReadOnAsync, stream, long.MaxValue, cancellationToken).ConfigureAwait(false);
        }
    }
}
