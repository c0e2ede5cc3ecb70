using ParallelFetch.Bodies;

namespace ParallelFetch.Http;

/// <summary>What is sent next on the way of one fetch: the request itself at first, then what each redirect makes of it.</summary>
internal struct RequestHop
{
    private readonly FetchOptions _options;

    internal RequestHop(FetchRequest request, RequestHeaders headers)
    {
        _options = request.Options;
        Uri = request.Uri!;
        Method = request.Method;
        Body = request.Body;
        Headers = headers;
        Connection = request.Options.Connection;
    }

    internal Uri Uri { get; private set; }

    internal HttpMethod Method { get; private set; }

    internal RequestBody? Body { get; private set; }

    internal RequestHeaders Headers { get; private set; }

    internal ConnectionProfile Connection { get; private set; }

    /// <summary>Goes on to where a response leads.</summary>
    internal void Follow(int status, Uri target)
    {
        if (RedirectPolicy.BecomesGet(status, Method, _options.Redirects))
        {
            Method = HttpMethod.Get;
            Body = null;
            Headers = Headers.WithoutContent();
        }

        if (!RedirectPolicy.KeepsCredentials(Uri, target, _options.Redirects))
        {
            // Once dropped, credentials stay dropped, even when the chain comes back (WHATWG Fetch).
            Headers = Headers.WithoutCredentials();
            Connection = Connection.WithoutIdentity();
        }
        else if (!RedirectPolicy.IsSameOrigin(Uri, target))
        {
            Headers = Headers.WithoutHost();
        }

        Uri = target;
    }

    /// <summary>The message to send.</summary>
    /// <param name="slot">The place on the wire that it is sent from.</param>
    /// <param name="watch">Told while a body goes out, if there is one worth watching.</param>
    internal readonly CountedRequest CreateMessage(FetchSlot slot, out UploadWatch? watch)
    {
        var message = new CountedRequest(Method, Uri)
        {
            AnswersChallenges = Connection.MayBeChallenged,
            Version = _options.HttpVersion,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        watch = null;
        if (Body is not null)
        {
            SetContent(message, Body, slot, out watch);
        }
        else if (Method == HttpMethod.Post || Method == HttpMethod.Patch)
        {
            // SocketsHttpHandler sends a request without content again by itself when its connection closes early, which
            // these methods do not bear.
            message.Content = new ByteArrayContent([]);
        }

        Headers.ApplyTo(message);
        _options.Cookies?.ApplyTo(message, Uri);
        if (Connection.DisableKeepAlive)
        {
            message.Headers.ConnectionClose = true;
        }

        return message;
    }

    private readonly void SetContent(HttpRequestMessage message, RequestBody body, FetchSlot slot, out UploadWatch? watch)
    {
        // What goes out with the first packets needs no watching.
        const int ShortBody = 64 * 1024;

        watch = null;
        HttpContent content = body.CreateContent();
        if (_options.TransferCoding is TransferCoding.GZip or TransferCoding.Deflate)
        {
            content = new CompressedContent(content, _options.TransferCoding);
        }

        if (content is not ByteArrayContent || content.Headers.ContentLength > ShortBody)
        {
            watch = new UploadWatch(slot);
            content = new UploadContent(content, watch);
        }

        message.Content = content;
        if (_options.TransferCoding != TransferCoding.None)
        {
            // Only HTTP/1.1 has transfer codings (RFC 9113, section 8.2.2).
            message.Version = System.Net.HttpVersion.Version11;
            if (_options.TransferCoding != TransferCoding.Chunked)
            {
                message.Headers.TransferEncoding.Add(new(_options.TransferCoding == TransferCoding.GZip ? "gzip" : "deflate"));
            }

            message.Headers.TransferEncodingChunked = true;
        }
    }
}
