using System.Net;
using ParallelFetch.Bodies;
using ParallelFetch.Engine.Tests.Fakes;
using ParallelFetch.Retry;

namespace ParallelFetch.Engine.Tests.Retry;

public sealed class RetryBodyTests : IDisposable
{
    private static readonly RetryOptions Twice = new() { MaximumCount = 2 };

    private readonly EngineFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    private FakeNetwork Network => _fixture.Network;

    [Fact]
    public void A_body_that_can_be_sent_once_is_not_sent_again_and_the_answer_stays_the_real_one()
    {
        var body = new StreamBody(new OneWayStream([1, 2, 3]));

        FetchOutcome outcome = Fetch(Twice with { AnyMethod = true }, exchange => exchange.Answer(HttpStatusCode.ServiceUnavailable, "busy"), request => request.WithContent(HttpMethod.Put, body));

        Assert.Equal((1, 503, "busy"), (outcome.Attempts, outcome.StatusCode, outcome.Content));
        Assert.Null(outcome.Failure);
    }

    [Fact]
    public void A_body_that_can_be_sent_again_is()
    {
        FetchOutcome outcome = Fetch(Twice, exchange => exchange.Refuse(503), request => request.WithContent(HttpMethod.Put, new BytesBody([1, 2, 3])));

        Assert.Equal(3, outcome.Attempts);
        Assert.All(Network.Exchanges, exchange => Assert.Equal("3", exchange.Headers["Content-Length"]));
    }

    [Fact]
    public void What_has_been_written_elsewhere_is_not_written_twice()
    {
        using var target = new MemoryStream();
        using FetchBatch batch = _fixture.Engine.StartBatch();
        batch.Add(FetchRequest.Create("http://host/", new FetchOptions { Retry = Twice }, bodyTarget: target));
        var answers = new Queue<Action<FakeExchange>>([exchange => exchange.Reset(), exchange => exchange.Answer(HttpStatusCode.ServiceUnavailable, "busy")]);

        FetchOutcome outcome = _fixture.AnswerAll(batch, exchange => answers.Dequeue()(exchange));

        Assert.Equal((503, 2), (outcome.StatusCode, outcome.Attempts));
        Assert.Equal("busy"u8.ToArray(), target.ToArray());
    }

    private FetchOutcome Fetch(RetryOptions retry, Action<FakeExchange> answer, Func<FetchRequest, FetchRequest> with)
    {
        using FetchBatch batch = _fixture.Engine.StartBatch();
        batch.Add(with(_fixture.Request(new FetchOptions { Retry = retry })));
        return _fixture.AnswerAll(batch, answer);
    }
}
