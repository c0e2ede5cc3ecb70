using ParallelFetch.Bodies;
using ParallelFetch.Files;
using ParallelFetch.Http.Decompression;
using ParallelFetch.Scheduling;

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

    /// <summary>Closes all connections that nothing runs on: for a process that has too many files open. Not to be called under a lock.</summary>
    internal void CloseIdleConnections() => _handlers.CloseIdle();

    /// <summary>Fetches into <paramref name="outcome"/>.</summary>
    /// <param name="outcome">Empty, made for its request.</param>
    /// <param name="slot">The place on the wire, taken for this fetch.</param>
    /// <param name="item">What it brings along from the queue.</param>
    internal async Task FetchAsync(FetchOutcome outcome, FetchSlot slot, QueuedFetch item)
    {
        FetchRequest request = outcome.Request;
        long sentAt = _time.GetTimestamp();
        long headersAt = 0;
        outcome.ReusedConnection = true;
        outcome.LastSentAt = sentAt;
        outcome.StartTime = item.Retry?.StartTime ?? _time.GetLocalNow();
        outcome.Attempts = (item.Retry?.Attempts ?? 0) + 1;
        item.Retry?.Tell(outcome, _time);
        try
        {
            if (request.File is not null)
            {
                headersAt = await DownloadAsync(outcome, slot, item.Retry?.Download).ConfigureAwait(false);
            }
            else
            {
                using HttpResponseMessage response = await FollowAsync(outcome, slot, request.Headers).ConfigureAwait(false);
                headersAt = _time.GetTimestamp();
                await ReadAsync(outcome, response, slot).ConfigureAwait(false);
            }

            if (request.Options.FailOnHttpError && outcome.StatusCode >= 400)
            {
                outcome.Failure ??= StatusFailure.Of(outcome.StatusCode, outcome.StatusDescription);
            }
        }
        catch (Exception exception)
        {
            // One bad answer must never take the batch, let alone the process, with it.
            outcome.Failure = FailureClassifier.Classify(exception, slot, request.Options, outcome.LastUri);
        }
        finally
        {
            slot.End();
        }

        outcome.ReusedConnection &= outcome.StatusCode != 0;
        long endedAt = _time.GetTimestamp();
        outcome.Timing = new FetchTiming(
            _time.GetElapsedTime(item.AcceptedAt, item.Retry?.FirstSentAt ?? sentAt),
            _time.GetElapsedTime(sentAt, headersAt == 0 ? endedAt : headersAt),
            headersAt == 0 ? TimeSpan.Zero : _time.GetElapsedTime(headersAt, endedAt));
        outcome.Elapsed = _time.GetElapsedTime(item.Retry?.FirstSentAt ?? sentAt, endedAt);
        slot.Trace?.Ended(outcome);
    }

    private static async ValueTask ReadAsync(FetchOutcome outcome, HttpResponseMessage response, FetchSlot slot)
    {
        long maximum = outcome.Request.Options.MaximumBodySize;
        bool keepsCoding = StoredForm.IsKept(outcome.Request, response);
        if (outcome.Request.BodyTarget is { } target)
        {
            outcome.RawContentLength = await BodyReader.CopyAsync(response, target, maximum, keepsCoding, slot).ConfigureAwait(false);
            return;
        }

        byte[] body = await BodyReader.ReadAsync(response, maximum, keepsCoding, slot).ConfigureAwait(false);
        outcome.ContentBytes = body;
        outcome.RawContentLength = body.Length;
    }

    /// <returns>When the headers came; 0 when nothing was sent.</returns>
    private async Task<long> DownloadAsync(FetchOutcome outcome, FetchSlot slot, FileDownload? earlier)
    {
        FetchRequest request = outcome.Request;
        FileDownload download = outcome.Download = earlier ?? new FileDownload(request);
        if (await download.PrepareAsync(slot).ConfigureAwait(false))
        {
            outcome.Attempts--;
            outcome.IsSkipped = true;
            outcome.OutFile = download.FilePath;
            outcome.RawContentLength = download.Length;
            return 0;
        }

        while (true)
        {
            using HttpResponseMessage response = await FollowAsync(outcome, slot, download.AddConditions(request.Headers)).ConfigureAwait(false);
            long headersAt = _time.GetTimestamp();
            switch (await download.ReceiveAsync(response, outcome, slot).ConfigureAwait(false))
            {
                case FileReception.NotForFile:
                    await ReadAsync(outcome, response, slot).ConfigureAwait(false);
                    return headersAt;
                case FileReception.Restart:
                    slot.Trace?.Discarded(outcome);
                    download.Restart();
                    outcome.Attempts++;
                    outcome.Redirects = 0;
                    outcome.ClearResponse();
                    break;
                case FileReception.UpToDate:
                    outcome.IsSkipped = true;
                    goto default;
                default:
                    outcome.OutFile = download.FilePath;
                    return headersAt;
            }
        }
    }

    private async Task<HttpResponseMessage> FollowAsync(FetchOutcome outcome, FetchSlot slot, RequestHeaders headers)
    {
        FetchOptions options = outcome.Request.Options;
        var hop = new RequestHop(outcome.Request, headers);
        while (true)
        {
            outcome.LastUri = hop.Uri;
            HttpMessageInvoker invoker = _handlers.Get(hop.Connection);
            CountedRequest message = hop.CreateMessage(slot, out UploadWatch? watch);
            slot.Trace?.Sending(message, hop.Headers);
            slot.StartSending();
            HttpResponseMessage? response = null;
            try
            {
                while (response is null)
                {
                    try
                    {
                        response = await invoker.SendAsync(message, slot.Token).ConfigureAwait(false);
                    }
                    catch (ObjectDisposedException) when (message.Sends == 0 && _handlers.HasReplaced(ref invoker, hop.Connection))
                    {
                        // In this very moment; nothing of it has been sent.
                    }
                }
            }
            finally
            {
                watch?.End();

                outcome.ReusedConnection &= !message.OpenedConnection;

                // Answering a challenge is part of the same attempt.
                outcome.Attempts += message.AnswersChallenges ? 0 : Math.Max(0, message.Sends - 1);
            }

            try
            {
                options.Cookies?.Store(response, hop.Uri);
                outcome.SetResponse(response, hop.Uri);
                slot.Trace?.Received(response);
                Uri? target = options.MaximumRedirection == 0 ? null : RedirectPolicy.TargetOf(response, hop.Uri, options.Redirects);
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

                slot.Trace?.Redirected(outcome, target);
                hop.Follow(outcome.StatusCode, target);
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
}
