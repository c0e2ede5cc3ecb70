using System.IO.Compression;
using System.Net;
using System.Net.Sockets;

namespace ParallelFetch.Engine.Tests.Faults;

/// <summary>
/// Answers at once, as the path says: /ok, /gzip, /redirect, /cookie; /busy with a pause at first, /gone not at all, /limited
/// never lets anything through, /away refuses the connection at first, /short finds no file descriptor at first. Handler and bodies throw as planned.
/// </summary>
internal sealed class FaultyServer(FaultPlan faults, HashSet<string> seen) : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        faults.Pass("handler");
        await Task.CompletedTask;
        faults.Pass("handler, asynchronous");
        if (request.Content is not null)
        {
            await request.Content.CopyToAsync(Stream.Null, cancellationToken);
        }

        string path = request.RequestUri!.AbsolutePath;
        HttpResponseMessage response = path switch
        {
            _ when path.StartsWith("/gone", StringComparison.Ordinal) => throw new HttpRequestException(
                HttpRequestError.ConnectionError, inner: new SocketException((int)SocketError.ConnectionRefused)),
            _ when path.StartsWith("/busy", StringComparison.Ordinal) && seen.Add(path) => new(HttpStatusCode.ServiceUnavailable)
            {
                Headers = { RetryAfter = new(TimeSpan.FromSeconds(1)) },
            },
            _ when path.StartsWith("/limited", StringComparison.Ordinal) => new(HttpStatusCode.TooManyRequests),
            _ when path.StartsWith("/away", StringComparison.Ordinal) && seen.Add(path) => throw new HttpRequestException(
                HttpRequestError.ConnectionError, inner: new SocketException((int)SocketError.ConnectionRefused)),
            _ when path.StartsWith("/short", StringComparison.Ordinal) && seen.Add(path) => throw new HttpRequestException(
                HttpRequestError.ConnectionError, inner: new SocketException((int)SocketError.TooManyOpenSockets)),
            _ when path.StartsWith("/redirect", StringComparison.Ordinal) => new(HttpStatusCode.Found) { Headers = { Location = new Uri("/ok", UriKind.Relative) } },
            _ => new(HttpStatusCode.OK),
        };
        response.RequestMessage = request;
        response.Content = Body(path.StartsWith("/gzip", StringComparison.Ordinal));
        if (path.StartsWith("/cookie", StringComparison.Ordinal))
        {
            response.Headers.TryAddWithoutValidation("Set-Cookie", "a=b; Max-Age=99999999999999; Domain=.; Port=\"x\"");
        }

        return response;
    }

    private StreamContent Body(bool gzip)
    {
        byte[] bytes = new byte[3_000];
        if (!gzip)
        {
            return new StreamContent(new FaultyStream(bytes, faults));
        }

        var packed = new MemoryStream();
        using (var stream = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true))
        {
            stream.Write(bytes);
        }

        return new StreamContent(new FaultyStream(packed.ToArray(), faults)) { Headers = { ContentEncoding = { "gzip" } } };
    }
}
