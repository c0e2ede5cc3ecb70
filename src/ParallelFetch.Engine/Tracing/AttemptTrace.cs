using ParallelFetch.Http;
using ParallelFetch.Scheduling;

namespace ParallelFetch.Tracing;

/// <summary>Tells of one attempt while it is made: of what is sent, what comes, where it leads, and how it ends.</summary>
internal sealed class AttemptTrace
{
    private readonly FetchQueue _queue;
    private readonly FetchTrace _wanted;
    private readonly TimeProvider _time;
    private readonly long _number;
    private CountedRequest? _message;
    private long _sentAt;

    private AttemptTrace(FetchQueue queue, in QueuedFetch item, TimeProvider time)
    {
        _queue = queue;
        _wanted = item.Request.Options.Trace;
        _number = item.Number;
        _time = time;
    }

    /// <summary>The trace of an attempt; null when nobody asked for one.</summary>
    internal static AttemptTrace? Of(FetchQueue queue, in QueuedFetch item, TimeProvider time) =>
        item.Request.Options.Trace == FetchTrace.None ? null : new AttemptTrace(queue, item, time);

    /// <summary>A request is about to be sent.</summary>
    /// <param name="message">The message, which nobody else uses yet.</param>
    /// <param name="headers">What it was made of, which tells the secrets among its fields.</param>
    internal void Sending(CountedRequest message, RequestHeaders headers)
    {
        _message = message;
        _sentAt = _time.GetTimestamp();
        if (_wanted.HasFlag(FetchTrace.Headers))
        {
            _queue.Notify(new FetchNotice(FetchNoticeKind.RequestHeaders, HeaderBlock.Of(message, headers, _number)));
        }
    }

    /// <summary>The headers of a response have come.</summary>
    internal void Received(HttpResponseMessage response)
    {
        if (_wanted.HasFlag(FetchTrace.Headers))
        {
            _queue.Notify(new FetchNotice(FetchNoticeKind.ResponseHeaders, HeaderBlock.Of(response, _message!.RequestUri!, _number)));
        }
    }

    /// <summary>The response leads elsewhere.</summary>
    internal void Redirected(FetchOutcome outcome, Uri target) => Notify(AttemptLine.OfRedirect(_message!, outcome, target, Elapsed));

    /// <summary>The response is not used: the same URL is asked anew.</summary>
    internal void Discarded(FetchOutcome outcome) => Notify(AttemptLine.OfDiscarded(_message!, outcome, Elapsed));

    /// <summary>The attempt is over.</summary>
    internal void Ended(FetchOutcome outcome)
    {
        if (_message is not null)
        {
            Notify(AttemptLine.OfEnd(_message, outcome, Elapsed));
        }
    }

    private TimeSpan Elapsed => _time.GetElapsedTime(_sentAt);

    private void Notify(AttemptLine line)
    {
        if (_wanted.HasFlag(FetchTrace.Attempts))
        {
            _queue.Notify(new FetchNotice(FetchNoticeKind.Attempt, line.Format(_number)));
        }
    }
}
