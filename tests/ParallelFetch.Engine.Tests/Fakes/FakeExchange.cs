using System.Net;

namespace ParallelFetch.Engine.Tests.Fakes;

/// <summary>One request on the fake network.</summary>
internal sealed class FakeExchange
{
    private readonly TaskCompletionSource<HttpResponseMessage> _response = new();
    private readonly Action _answered;

    public FakeExchange(HttpRequestMessage request, Action answered, CancellationToken cancellationToken)
    {
        _answered = answered;
        Uri = request.RequestUri!;
        Version = request.Version;
        Headers = request.Headers.Concat(request.Content?.Headers.AsEnumerable() ?? []).ToDictionary(
            field => field.Key,
            field => string.Join(", ", field.Value),
            StringComparer.OrdinalIgnoreCase);
        cancellationToken.Register(() => Settle(() => _response.TrySetCanceled(cancellationToken)));
    }

    public Uri Uri { get; }

    public Version Version { get; }

    public Dictionary<string, string> Headers { get; }

    public Task<HttpResponseMessage> Response => _response.Task;

    public bool IsAnswered => _response.Task.IsCompleted;

    public bool IsCancelled => _response.Task.IsCanceled;

    public void Answer(HttpStatusCode status = HttpStatusCode.OK, string body = "body") =>
        Answer(new HttpResponseMessage(status) { Content = new StringContent(body) });

    public void Answer(HttpResponseMessage response) => Settle(() => _response.TrySetResult(response));

    public void Redirect(string location, HttpStatusCode status = HttpStatusCode.Found)
    {
        var response = new HttpResponseMessage(status);
        response.Headers.TryAddWithoutValidation("Location", location);
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
