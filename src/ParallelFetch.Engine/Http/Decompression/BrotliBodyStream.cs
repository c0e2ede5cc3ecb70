using System.Buffers;
using System.IO.Compression;

namespace ParallelFetch.Http.Decompression;

/// <summary>Decodes brotli (RFC 7932), and knows whether it came to its end.</summary>
internal sealed class BrotliBodyStream(CodedInput input) : ReadOnlyStream(input)
{
    private BrotliDecoder _decoder;
    private bool _hasAny;
    private bool _hasEnded;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!_hasEnded && !buffer.IsEmpty)
        {
            OperationStatus status = _decoder.Decompress(input.Ahead, buffer.Span, out int consumed, out int written);
            input.Skip(consumed);
            if (status == OperationStatus.Done)
            {
                _hasEnded = true;
                await BodyDecompression.DrainAsync(input, cancellationToken).ConfigureAwait(false);
            }

            if (status == OperationStatus.InvalidData)
            {
                throw new InvalidDataException("The data is not valid brotli.");
            }

            if (written > 0)
            {
                return written;
            }

            if (status == OperationStatus.NeedMoreData)
            {
                if (!await input.FillAsync(1, cancellationToken).ConfigureAwait(false))
                {
                    return _hasAny ? throw BodyDecompression.CutShort() : 0;
                }

                _hasAny = true;
            }
        }

        return 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _decoder.Dispose();
        }

        base.Dispose(disposing);
    }
}
