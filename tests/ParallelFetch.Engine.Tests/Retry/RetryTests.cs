using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using ParallelFetch.Engine.Tests.Fakes;
using ParallelFetch.Retry;

namespace ParallelFetch.Engine.Tests.Retry;

public sealed class RetryTests : IDisposable
{
    private static readonly RetryOptions Twice = new() { MaximumCount = 2 };

    private readonly EngineFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    private FakeNetwork Network => _fixture.Network;

    public static TheoryData<string, Exception> PassingFailures => new()
    {
        { "reset", new HttpRequestException("x", new IOException("y", new SocketException((int)SocketError.ConnectionReset))) },
        { "unreachable", new HttpRequestException(HttpRequestError.ConnectionError, inner: new SocketException((int)SocketError.NetworkUnreachable)) },
        { "closed", new HttpRequestException(HttpRequestError.ResponseEnded) },
        { "truncated", new HttpIOException(HttpRequestError.ResponseEnded) },
        { "malformed", new HttpRequestException(HttpRequestError.InvalidResponse) },
        { "connect timeout", new TaskCanceledException("x", new TimeoutException()) },
        { "not gzip", new InvalidDataException("not gzip") },
    };

    public static TheoryData<string, Exception> LastingFailures => new()
    {
        { "refused", new HttpRequestException(HttpRequestError.ConnectionError, inner: new SocketException((int)SocketError.ConnectionRefused)) },
        { "unknown host", new HttpRequestException(HttpRequestError.NameResolutionError) },
        { "certificate", new HttpRequestException(HttpRequestError.SecureConnectionError, inner: new AuthenticationException("bad")) },
        { "a bug", new InvalidOperationException("a bug somewhere") },
    };

    [Theory]
    [InlineData(408)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public void A_status_of_a_passing_trouble_is_tried_again(int status)
    {
        FetchOutcome outcome = Fetch(Twice, exchange => exchange.Refuse(status));

        Assert.Equal((3, 3, status), (Network.Count, outcome.Attempts, outcome.StatusCode));
        Assert.Null(outcome.Failure);
    }

    [Fact]
    public void A_429_is_no_try()
    {
        var answers = new Queue<int>([429, 429, 500, 429, 500, 429, 200]);

        FetchOutcome outcome = Fetch(Twice, exchange => exchange.Refuse(answers.Dequeue()));

        Assert.Equal((7, 7, 200), (Network.Count, outcome.Attempts, outcome.StatusCode));
    }

    [Fact]
    public void A_429_that_is_not_on_the_list_is_an_answer_like_any_other() =>
        Assert.Equal(1, Fetch(Twice with { StatusCodes = [500] }, exchange => exchange.Refuse(429)).Attempts);

    [Theory]
    [InlineData(200)]
    [InlineData(204)]
    [InlineData(304)]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(410)]
    [InlineData(413)]
    [InlineData(501)]
    [InlineData(505)]
    public void Any_other_status_is_not(int status)
    {
        FetchOutcome outcome = Fetch(Twice, exchange => exchange.Refuse(status));

        Assert.Equal((1, 1, status), (Network.Count, outcome.Attempts, outcome.StatusCode));
    }

    [Theory]
    [InlineData(404, 3)]
    [InlineData(503, 1)]
    [InlineData(418, 3)]
    public void The_list_of_status_codes_can_be_replaced(int status, int sent)
    {
        FetchOutcome outcome = Fetch(Twice with { StatusCodes = [404, 418] }, exchange => exchange.Refuse(status));

        Assert.Equal((sent, sent), (Network.Count, outcome.Attempts));
    }

    [Fact]
    public void A_status_that_is_no_error_is_tried_again_when_it_is_on_the_list() =>
        Assert.Equal(3, Fetch(Twice with { StatusCodes = [200, 202] }, exchange => exchange.Refuse(202)).Attempts);

    [Theory]
    [MemberData(nameof(PassingFailures), DisableDiscoveryEnumeration = true)]
    public void A_failure_that_may_pass_is_tried_again(string what, Exception exception)
    {
        FetchOutcome outcome = Fetch(Twice, exchange => exchange.Fail(exception));

        Assert.True((3, 3) == (Network.Count, outcome.Attempts), what);
        Assert.NotNull(outcome.Failure);
    }

    [Theory]
    [MemberData(nameof(LastingFailures), DisableDiscoveryEnumeration = true)]
    public void A_failure_that_lasts_is_not(string what, Exception exception)
    {
        FetchOutcome outcome = Fetch(Twice, exchange => exchange.Fail(exception));

        Assert.True((1, 1) == (Network.Count, outcome.Attempts), what);
        Assert.NotNull(outcome.Failure);
    }

    [Theory]
    [InlineData("refused", 3)]
    [InlineData("unknown host", 3)]
    [InlineData("certificate", 1)]
    [InlineData("a bug", 1)]
    public void Refused_connections_and_unknown_hosts_are_tried_again_if_that_is_asked_for(string what, int sent)
    {
        Exception exception = LastingFailures.Select(row => row.Data).Single(row => row.Item1 == what).Item2;

        Assert.Equal(sent, Fetch(Twice with { ConnectionRefused = true }, exchange => exchange.Fail(exception)).Attempts);
    }

    [Theory]
    [InlineData("GET", 3)]
    [InlineData("HEAD", 3)]
    [InlineData("PUT", 3)]
    [InlineData("DELETE", 3)]
    [InlineData("OPTIONS", 3)]
    [InlineData("TRACE", 3)]
    [InlineData("POST", 1)]
    [InlineData("PATCH", 1)]
    [InlineData("PROPFIND", 1)]
    public void A_method_that_is_not_idempotent_is_only_tried_again_if_that_is_asked_for(string method, int sent)
    {
        FetchOutcome outcome = Fetch(Twice, exchange => exchange.Refuse(503), request => request.WithContent(new HttpMethod(method), null));
        Assert.Equal((sent, sent), (Network.Count, outcome.Attempts));

        FetchOutcome asked = Fetch(Twice with { AnyMethod = true }, exchange => exchange.Reset(), request => request.WithContent(new HttpMethod(method), null));
        Assert.Equal((sent + 3, 3), (Network.Count, asked.Attempts));
        Assert.All(Network.Exchanges, exchange => Assert.Equal(method, exchange.Method));
    }

    [Fact]
    public void The_outcome_is_that_of_the_last_try()
    {
        var answers = new Queue<Action<FakeExchange>>(
        [
            exchange => exchange.Answer(HttpStatusCode.ServiceUnavailable, "busy"),
            exchange => exchange.Reset(),
            exchange => exchange.Answer(body: "at last"),
        ]);

        FetchOutcome outcome = Fetch(Twice, exchange => answers.Dequeue()(exchange));

        Assert.Equal((200, "at last", 3), (outcome.StatusCode, outcome.Content, outcome.Attempts));
        Assert.True(outcome.IsSuccess);
        Assert.Null(outcome.Failure);
    }

    [Fact]
    public void What_the_first_tries_answered_is_forgotten()
    {
        var answers = new Queue<Action<FakeExchange>>([exchange => exchange.Refuse(503, "1"), exchange => exchange.Refuse(500), exchange => exchange.Reset(), exchange => exchange.Reset()]);

        FetchOutcome outcome = Fetch(Twice, exchange => answers.Dequeue()(exchange));

        Assert.Equal(FetchFailureKind.ConnectionFailed, outcome.Failure!.Kind);
        Assert.Equal((0, 4), (outcome.StatusCode, outcome.Attempts));
        Assert.Null(outcome.Content);
        Assert.Empty(outcome.Headers);
    }

    [Fact]
    public void An_error_status_that_counts_as_a_failure_is_tried_again_too()
    {
        using FetchBatch batch = _fixture.Engine.StartBatch();
        _fixture.Add(batch, 1, new FetchOptions { Retry = Twice, FailOnHttpError = true });

        FetchOutcome outcome = _fixture.AnswerAll(batch, exchange => exchange.Refuse(502));

        Assert.Equal(FetchFailureKind.WebCmdletWebResponseException, outcome.Failure!.Kind);
        Assert.Equal((502, 3), (outcome.StatusCode, outcome.Attempts));
    }

    [Fact]
    public void A_time_out_is_tried_again()
    {
        using FetchBatch batch = _fixture.Engine.StartBatch();
        _fixture.Add(batch, 1, new FetchOptions { Retry = Twice, ConnectionTimeout = TimeSpan.FromSeconds(5) });

        // A time-out strikes on another thread.
        for (int sent = 1; sent <= 3; sent++)
        {
            _fixture.Clock.Advance(TimeSpan.FromSeconds(6));
            SpinWait.SpinUntil(() => Network.Pending.Count == 0 && _fixture.Engine.Outstanding == 0, TimeSpan.FromSeconds(30));
            _fixture.Clock.Advance(TimeSpan.FromSeconds(2));
        }

        FetchOutcome outcome = EngineFixture.TakeOne(batch);
        Assert.Equal(FetchFailureKind.ConnectionTimeoutReached, outcome.Failure!.Kind);
        Assert.Equal((3, 3), (Network.Count, outcome.Attempts));
    }

    [Fact]
    public void A_body_that_stalls_is_tried_again()
    {
        using FetchBatch batch = _fixture.Engine.StartBatch();
        _fixture.Add(batch, 1, new FetchOptions { Retry = Twice, OperationTimeout = TimeSpan.FromSeconds(5) });
        Network.Oldest.Answer(new HttpResponseMessage { Content = new StreamContent(new StalledStream("part")) });
        _fixture.Clock.Advance(TimeSpan.FromSeconds(6));
        SpinWait.SpinUntil(() => _fixture.Engine.Outstanding == 0, TimeSpan.FromSeconds(30));
        _fixture.Clock.Advance(TimeSpan.FromSeconds(2));

        Network.Oldest.Answer(body: "whole");

        FetchOutcome outcome = EngineFixture.TakeOne(batch);
        Assert.Equal(("whole", 2), (outcome.Content, outcome.Attempts));
    }

    [Fact]
    public void Redirects_are_followed_anew_each_time()
    {
        FetchOutcome outcome = Fetch(Twice, exchange =>
        {
            if (exchange.Uri.AbsolutePath == "/there")
            {
                exchange.Refuse(503);
            }
            else
            {
                exchange.Redirect("/there");
            }
        });

        Assert.Equal((3, 1, 6), (outcome.Attempts, outcome.Redirects, Network.Count));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    public void It_is_tried_again_as_often_as_asked_for(int count)
    {
        FetchOutcome outcome = Fetch(Twice with { MaximumCount = count }, exchange => exchange.Refuse(500));

        Assert.Equal((count + 1, count + 1), (Network.Count, outcome.Attempts));
        Assert.Equal(count, _fixture.Host("host").Retries);
    }

    private FetchOutcome Fetch(RetryOptions retry, Action<FakeExchange> answer, Func<FetchRequest, FetchRequest>? with = null)
    {
        using FetchBatch batch = _fixture.Engine.StartBatch();
        FetchRequest request = _fixture.Request(new FetchOptions { Retry = retry });
        batch.Add(with is null ? request : with(request));
        return _fixture.AnswerAll(batch, answer);
    }
}
