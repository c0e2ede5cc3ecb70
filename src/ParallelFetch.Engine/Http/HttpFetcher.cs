namespace ParallelFetch.Http;

/// <summary>Carries out one fetch over HTTP, redirects included. Never throws: what goes wrong becomes the outcome.</summary>
internal sealed class HttpFetcher
{
    private readonly HandlerPool _handlers;
    private readonly TimeProvider _time;

    internal HttpFetcher(HandlerPool handlers, TimeProvider time)
    {
        _handlers = handlers;
        _time = time;
    }

    /// <summary>Fetches into <paramref name="outcome"/>.</summary>
    /// <param name="outcome">Empty, made for its request.</param>
    /// <param name="slot">The place on the wire, taken for this fetch.</param>
    /// <param name="acceptedAt">When the request was accepted: a time stamp of the engine's clock.</param>
    internal async Task FetchAsync(FetchOutcome outcome, FetchSlot slot, long acceptedAt)
    {
        long sentAt = _time.GetTimestamp();
        long headersAt = 0;
        outcome.StartTime = _time.GetLocalNow();
        outcome.Attempts = 1;
        try
        {
            using HttpResponseMessage response = await FollowAsync(outcome, slot).ConfigureAwait(false);
            headersAt = _time.GetTimestamp();
            if (outcome.Request.BodyTarget is { } target)
            {
                outcome.RawContentLength = await BodyReader.CopyAsync(response, target, slot).ConfigureAwait(false);
            }
            else
            {
                byte[] body = await BodyReader.ReadAsync(response, slot).ConfigureAwait(false);
                outcome.ContentBytes = body;
                outcome.RawContentLength = body.Length;
            }
        }
        catch (Exception exception)
        {
            // One bad answer must never take the batch, let alone the process, with it.
            outcome.Failure = FailureClassifier.Classify(exception, slot, outcome.Request.Options, outcome.LastUri);
        }
        finally
        {
            slot.End();
        }

        long endedAt = _time.GetTimestamp();
        outcome.Timing = new FetchTiming(
            _time.GetElapsedTime(acceptedAt, sentAt),
            _time.GetElapsedTime(sentAt, headersAt == 0 ? endedAt : headersAt),
            headersAt == 0 ? TimeSpan.Zero : _time.GetElapsedTime(headersAt, endedAt));
    }

    private async Task<HttpResponseMessage> FollowAsync(FetchOutcome outcome, FetchSlot slot)
    {
        FetchOptions options = outcome.Request.Options;
        HttpMessageInvoker invoker = _handlers.Get(options.Connection);
        RequestHeaders headers = outcome.Request.Headers;
        Uri uri = outcome.Request.Uri!;
        while (true)
        {
            outcome.LastUri = uri;
            HttpRequestMessage message = CreateMessage(uri, headers, options);
            slot.StartSending();
            HttpResponseMessage response = await invoker.SendAsync(message, slot.Token).ConfigureAwait(false);
            try
            {
                outcome.SetResponse(response, uri);
                Uri? target = options.MaximumRedirection == 0 ? null : RedirectPolicy.TargetOf(response, uri);
                if (target is null)
                {
                    return response;
                }

                if (outcome.Redirects == options.MaximumRedirection)
                {
                    // The last response is kept, so that its Location can be looked at.
                    outcome.Failure = new FetchFailure(
                        FetchFailureKind.MaximumRedirectExceeded,
                        $"The server redirected more than {options.MaximumRedirection} times, at last to {FetchUri.Display(target)}. It may be a loop; -MaximumRedirection allows more.");
                    return response;
                }

                // Once dropped, credentials stay dropped, even when the chain comes back (WHATWG Fetch).
                headers = RedirectPolicy.IsSameOrigin(uri, target) ? headers : headers.WithoutCredentials();
                uri = target;
                outcome.Redirects++;
                outcome.ClearResponse();
            }
            catch
            {
                response.Dispose();
                throw;
            }

            response.Dispose();
        }
    }

    private static HttpRequestMessage CreateMessage(Uri uri, RequestHeaders headers, FetchOptions options)
    {
        var message = new HttpRequestMessage(HttpMethod.Get, uri)
        {
            Version = options.HttpVersion,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        headers.ApplyTo(message);
        return message;
    }
}
