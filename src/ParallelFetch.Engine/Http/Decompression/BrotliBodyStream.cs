using System.Buffers;
using System.IO.Compression;

namespace ParallelFetch.Http.Decompression;

/// <summary>Decodes brotli (RFC 7932), and knows whether it came to its end.</summary>
internal sealed class BrotliBodyStream(Stream inner) : ReadOnlyStream(inner)
{
    private readonly byte[] _input = ArrayPool<byte>.Shared.Rent(16 * 1024);
    private BrotliDecoder _decoder;
    private ReadOnlyMemory<byte> _pending;
    private bool _any;
    private bool _done;
    private bool _disposed;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!_done && !buffer.IsEmpty)
        {
            OperationStatus status = _decoder.Decompress(_pending.Span, buffer.Span, out int consumed, out int written);
            _pending = _pending[consumed..];
            if (status == OperationStatus.Done)
            {
                _done = true;
                await BodyDecompression.DrainAsync(Inner, cancellationToken).ConfigureAwait(false);
            }

            if (status == OperationStatus.InvalidData)
            {
                throw new InvalidDataException("The data is not valid brotli.");
            }

            if (written > 0)
            {
                return written;
            }

            if (status == OperationStatus.NeedMoreData && !await FillAsync(cancellationToken).ConfigureAwait(false))
            {
                return _any ? throw BodyDecompression.CutShort() : 0;
            }
        }

        return 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            _decoder.Dispose();
            ArrayPool<byte>.Shared.Return(_input);
        }

        base.Dispose(disposing);
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        int read = await Inner.ReadAsync(_input, cancellationToken).ConfigureAwait(false);
        _pending = _input.AsMemory(0, read);
        _any |= read > 0;
        return read > 0;
    }
}
