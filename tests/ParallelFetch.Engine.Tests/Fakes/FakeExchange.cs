using System.Net;
using System.Net.Sockets;
using ParallelFetch.Http;

namespace ParallelFetch.Engine.Tests.Fakes;

/// <summary>One request on the fake network.</summary>
internal sealed class FakeExchange
{
    private readonly TaskCompletionSource<HttpResponseMessage> _response = new();
    private readonly HttpRequestMessage _request;
    private readonly Lazy<Dictionary<string, string>> _headers;
    private readonly CancellationTokenRegistration _cancellation;
    private readonly Action _answered;

    public FakeExchange(HttpRequestMessage request, Action answered, CancellationToken cancellationToken)
    {
        _request = request;
        _answered = answered;
        Method = request.Method.Method;
        Uri = request.RequestUri!;
        Version = request.Version;
        Connection = ProfileHandler.ProfileOf(request);
        _headers = new(() => request.Headers.Concat(request.Content?.Headers.AsEnumerable() ?? []).ToDictionary(
            field => field.Key,
            field => string.Join(", ", field.Value),
            StringComparer.OrdinalIgnoreCase));
        BodyLength = request.Content?.Headers.ContentLength;
        _cancellation = cancellationToken.UnsafeRegister(_ => Settle(() => _response.TrySetCanceled(cancellationToken)), null);
    }

    public string Method { get; }

    public Uri Uri { get; }

    public Version Version { get; }

    /// <summary>The profile of the connection that the request was sent on.</summary>
    public ConnectionProfile? Connection { get; }

    public Dictionary<string, string> Headers => _headers.Value;

    /// <summary>What was sent with the request; null for nothing.</summary>
    public byte[]? Body { get; set; }

    /// <summary>The length that was announced for it; null for none.</summary>
    public long? BodyLength { get; }

    public Task<HttpResponseMessage> Response => _response.Task;

    public bool IsAnswered => _response.Task.IsCompleted;

    public bool IsCancelled => _response.Task.IsCanceled;

    public void Answer(HttpStatusCode status = HttpStatusCode.OK, string body = "body") =>
        Answer(new HttpResponseMessage(status) { Content = new StringContent(body) });

    public void Answer(HttpResponseMessage response)
    {
        response.RequestMessage ??= _request;
        Settle(() => _response.TrySetResult(response));
    }

    /// <summary>Answers with header fields.</summary>
    public void Answer(params (string Name, string Value)[] fields)
    {
        var response = new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("body") };
        foreach ((string name, string value) in fields)
        {
            response.Headers.TryAddWithoutValidation(name, value);
        }

        Answer(response);
    }

    /// <summary>Answers with a status and, if asked to, a Retry-After field.</summary>
    public void Refuse(int status = 503, string? retryAfter = null)
    {
        var response = new HttpResponseMessage((HttpStatusCode)status);
        if (retryAfter is not null)
        {
            response.Headers.TryAddWithoutValidation("Retry-After", retryAfter);
        }

        Answer(response);
    }

    /// <summary>Fails as a server does that nobody listens on.</summary>
    public void RefuseConnection() => Fail(new HttpRequestException(
        HttpRequestError.ConnectionError,
        inner: new SocketException((int)SocketError.ConnectionRefused)));

    /// <summary>Fails as a connection does that the other side resets.</summary>
    public void Reset() => Fail(new HttpRequestException("broken", new IOException("broken", new SocketException((int)SocketError.ConnectionReset))));

    public void Redirect(string location, HttpStatusCode status = HttpStatusCode.Found, string? setCookie = null)
    {
        var response = new HttpResponseMessage(status);
        response.Headers.TryAddWithoutValidation("Location", location);
        if (setCookie is not null)
        {
            response.Headers.TryAddWithoutValidation("Set-Cookie", setCookie);
        }

        Answer(response);
    }

    public void Fail(Exception exception) => Settle(() => _response.TrySetException(exception));

    private void Settle(Func<bool> settle)
    {
        if (!IsAnswered)
        {
            // Counted as gone first: settling runs what the engine does next, which may be the next request.
            _answered();
            _cancellation.Unregister();
            settle();
        }
    }
}
