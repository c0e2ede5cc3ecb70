using System.Net;
using ParallelFetch.Http;

namespace ParallelFetch.Engine.Tests.Fakes;

/// <summary>One request on the fake network.</summary>
internal sealed class FakeExchange
{
    private readonly TaskCompletionSource<HttpResponseMessage> _response = new();
    private readonly HttpRequestMessage _request;
    private readonly Action _answered;

    public FakeExchange(HttpRequestMessage request, Action answered, CancellationToken cancellationToken)
    {
        _request = request;
        _answered = answered;
        Method = request.Method.Method;
        Uri = request.RequestUri!;
        Version = request.Version;
        Connection = ProfileHandler.ProfileOf(request);
        Headers = request.Headers.Concat(request.Content?.Headers.AsEnumerable() ?? []).ToDictionary(
            field => field.Key,
            field => string.Join(", ", field.Value),
            StringComparer.OrdinalIgnoreCase);
        BodyLength = request.Content?.Headers.ContentLength;
        cancellationToken.Register(() => Settle(() => _response.TrySetCanceled(cancellationToken)));
    }

    public string Method { get; }

    public Uri Uri { get; }

    public Version Version { get; }

    /// <summary>The profile of the connection that the request was sent on.</summary>
    public ConnectionProfile? Connection { get; }

    public Dictionary<string, string> Headers { get; }

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
            settle();
        }
    }
}
