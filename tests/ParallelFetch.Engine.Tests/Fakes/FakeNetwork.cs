using System.Collections.Concurrent;
using System.Net;

namespace ParallelFetch.Engine.Tests.Fakes;

/// <summary>
/// A network on which every request waits until the test answers it. Answers run their continuations on the test's
/// own thread, so what the engine does next has been done when the answering call returns.
/// </summary>
internal sealed class FakeNetwork : HttpMessageHandler
{
    private readonly ConcurrentQueue<FakeExchange> _exchanges = new();
    private readonly ConcurrentQueue<FakeExchange> _fresh = new();
    private int _outstanding;

    /// <summary>All requests so far, in the order in which they came.</summary>
    public IReadOnlyList<FakeExchange> Exchanges => [.. _exchanges];

    /// <summary>How many requests there were so far.</summary>
    public int Count => _exchanges.Count;

    /// <summary>The requests that have not been answered, oldest first.</summary>
    public IReadOnlyList<FakeExchange> Pending => [.. _exchanges.Where(exchange => !exchange.IsAnswered)];

    /// <summary>Whether requests came since <see cref="TakeNew"/>.</summary>
    public bool HasNew => !_fresh.IsEmpty;

    /// <summary>The requests that came since this was last asked.</summary>
    public IReadOnlyList<FakeExchange> TakeNew()
    {
        var fresh = new List<FakeExchange>();
        while (_fresh.TryDequeue(out FakeExchange? exchange))
        {
            fresh.Add(exchange);
        }

        return fresh;
    }

    /// <summary>Forgets all requests so far.</summary>
    public void Forget()
    {
        _exchanges.Clear();
        _fresh.Clear();
    }

    /// <summary>Requests that have not been answered.</summary>
    public int Outstanding => Volatile.Read(ref _outstanding);

    /// <summary>The most requests that were ever unanswered at once.</summary>
    public int Peak { get; private set; }

    /// <summary>Looks at every request when it is sent, on the thread that sends it.</summary>
    public Action<HttpRequestMessage>? Sending { get; set; }

    /// <summary>Answers every request at once instead.</summary>
    public Func<HttpRequestMessage, HttpResponseMessage>? Auto { get; set; }

    /// <summary>Where bodies go, while the request waits for its answer; null takes them in at once, before anything else.</summary>
    public Stream? Wire { get; set; }

    /// <summary>The sending of a body to <see cref="Wire"/>.</summary>
    public Task Upload { get; private set; } = Task.CompletedTask;

    /// <summary>The first request that has not been answered.</summary>
    public FakeExchange Oldest => _exchanges.First(exchange => !exchange.IsAnswered);

    /// <summary>The requests to one host that have not been answered.</summary>
    public int OutstandingTo(string host) => _exchanges.Count(exchange => !exchange.IsAnswered && exchange.Uri.Host == host);

    /// <summary>All requests to one host so far.</summary>
    public int CountTo(string host) => _exchanges.Count(exchange => exchange.Uri.Host == host);

    /// <summary>The first request to a host that has not been answered.</summary>
    public FakeExchange OldestTo(string host) => _exchanges.First(exchange => !exchange.IsAnswered && exchange.Uri.Host == host);

    /// <summary>Waits until that many requests have been sent in all: after something that happens on another thread.</summary>
    public void WaitUntilSent(int count) =>
        Assert.True(SpinWait.SpinUntil(() => _exchanges.Count >= count, TimeSpan.FromSeconds(30)), $"{_exchanges.Count} requests were sent.");

    /// <summary>Answers unanswered requests, oldest first.</summary>
    public void Answer(int count, HttpStatusCode status = HttpStatusCode.OK)
    {
        for (int i = 0; i < count; i++)
        {
            Oldest.Answer(status);
        }
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Sending?.Invoke(request);
        var exchange = new FakeExchange(request, () => Interlocked.Decrement(ref _outstanding), cancellationToken);
        Peak = Math.Max(Peak, Interlocked.Increment(ref _outstanding));
        _exchanges.Enqueue(exchange);
        _fresh.Enqueue(exchange);
        if (request.Content is not null)
        {
            Send(request.Content, exchange, cancellationToken);
        }

        if (Auto is not null && !exchange.IsAnswered)
        {
            try
            {
                exchange.Answer(Auto(request));
            }
            catch (HttpRequestException exception)
            {
                exchange.Fail(exception);
            }
        }

        return exchange.Response;
    }

    private void Send(HttpContent content, FakeExchange exchange, CancellationToken cancellationToken)
    {
        if (Wire is not null)
        {
            Upload = content.CopyToAsync(Wire, cancellationToken);
            return;
        }

        try
        {
            // Waited for, so that tests need not: what is read from a file comes on other threads.
            using var body = new MemoryStream();
            content.CopyToAsync(body, cancellationToken).GetAwaiter().GetResult();
            exchange.Body = body.ToArray();
        }
        catch (FetchException exception)
        {
            exchange.Fail(exception);
        }
    }
}
