using System.IO.Compression;
using System.Net;

namespace ParallelFetch.Bodies;

/// <summary>Content that is compressed on its way out.</summary>
internal sealed class CompressedContent : HttpContent
{
    private readonly HttpContent _inner;
    private readonly TransferCoding _coding;

    internal CompressedContent(HttpContent inner, TransferCoding coding)
    {
        _inner = inner;
        _coding = coding;
        UploadContent.CopyHeaders(inner, this);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        Stream compressor = _coding == TransferCoding.GZip
            ? new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true)
            : new ZLibStream(stream, CompressionLevel.Fastest, leaveOpen: true);
        await using (compressor.ConfigureAwait(false))
        {
            await _inner.CopyToAsync(compressor, context, cancellationToken).ConfigureAwait(false);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
