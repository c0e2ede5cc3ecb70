using ParallelFetch.Retry;

namespace ParallelFetch.Http;

/// <summary>
/// A message that knows how often it was sent. SocketsHttpHandler sends a message without content again by itself, up to
/// three times, when a connection closes before the first byte of its answer. Once is right for a method that is
/// idempotent, where the connection was a kept one that the server was just closing (RFC 9112, section 9.3.1;
/// <see cref="NewConnectionStream"/> sees to it that a new one does not count as such); anything else is for the user
/// to decide.
/// </summary>
internal sealed class CountedRequest(HttpMethod method, Uri uri) : HttpRequestMessage(method, uri)
{
    // Every request has this field, once.
    private const string CountedField = "User-Agent";

    private int _sends;

    /// <summary>How often it went out; 0 where the handler does not tell.</summary>
    internal int Sends => Volatile.Read(ref _sends);

    /// <summary>Whether its handler answers challenges, and so has reason to send it more often.</summary>
    internal bool AnswersChallenges { get; init; }

    /// <summary>Whether a connection was opened for it.</summary>
    internal bool OpenedConnection { get; private set; }

    /// <summary>A handler has opened a connection.</summary>
    internal static void OnConnected(HttpRequestMessage message)
    {
        if (message is CountedRequest counted)
        {
            counted.OpenedConnection = true;
        }
    }

    /// <summary>A handler is about to write a header field.</summary>
    internal static void OnWriting(string field, HttpRequestMessage message)
    {
        if (field == CountedField && message is CountedRequest counted && !counted.TryCount())
        {
            throw new FetchException(
                FetchFailureKind.ProtocolError,
                "The server closed the connection before the first byte of its response. Try again; if it always does so, it may expect https.");
        }
    }

    private bool TryCount()
    {
        // What has content is not sent again by itself but where the server has certainly not seen it (HTTP/2: RFC 9113, section 8.7).
        if (!AnswersChallenges && Content is null && _sends == (RetryPolicy.IsIdempotent(Method) ? 2 : 1))
        {
            return false;
        }

        Interlocked.Increment(ref _sends);
        return true;
    }
}
