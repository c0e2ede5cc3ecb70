using System.Net;
using System.Net.Http.Headers;

namespace ParallelFetch.Bodies;

/// <summary>Content whose progress on the wire keeps the fetch's deadline at bay: a long upload is not a silent server.</summary>
internal sealed class UploadContent : HttpContent
{
    private readonly HttpContent _inner;
    private readonly UploadWatch _watch;

    internal UploadContent(HttpContent inner, UploadWatch watch)
    {
        _inner = inner;
        _watch = watch;
        CopyHeaders(inner, this);
    }

    internal static void CopyHeaders(HttpContent from, HttpContent to)
    {
        foreach ((string name, HeaderStringValues values) in from.Headers.NonValidated)
        {
            // The length is each content's own to compute.
            if (!name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase))
            {
                to.Headers.TryAddWithoutValidation(name, values);
            }
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _inner.Headers.ContentLength ?? 0;
        return _inner.Headers.ContentLength is not null;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var watched = new UploadStream(stream, _watch);
        await using (watched.ConfigureAwait(false))
        {
            await _inner.CopyToAsync(watched, context, cancellationToken).ConfigureAwait(false);
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
