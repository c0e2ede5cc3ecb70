using System.Net.Sockets;
using ParallelFetch.Engine.Tests.Fakes;
using ParallelFetch.Retry;

namespace ParallelFetch.Engine.Tests.Scheduling;

/// <summary>What this machine is out of is not the host's fault, nor the request's: fewer at once, and again.</summary>
public sealed class LocalTroubleWaitTests : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly FetchOptions Once = new()
    {
        Retry = new RetryOptions { MaximumCount = 1, Budget = new RetryBudget() },
        HostFailureLimit = 1,
    };

    private readonly EngineFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    private FakeNetwork Network => _fixture.Network;

    private FetchEngine Engine => _fixture.Engine;

    [Fact]
    public void It_is_sent_again_when_fewer_are_on_the_wire_and_costs_nobody_anything()
    {
        using FetchBatch batch = Engine.StartBatch(limit: 20);
        _fixture.Add(batch, 40, Once);

        Fail(Network.Exchanges[0]);
        Fail(Network.Exchanges[1]);
        Fail(Network.Exchanges[2]);

        // Three quarters of those that are on the wire still.
        Assert.Equal((17, 23), (Network.Outstanding, Engine.Waiting));
        Network.Answer(5);
        Assert.Equal(12, Network.Outstanding);
        Network.Answer(1);
        Assert.Equal(12, Network.Outstanding);
        Assert.Equal("/0", Network.Exchanges[^1].Uri.AbsolutePath);
        while (Network.Outstanding > 0)
        {
            Network.Answer(1);
        }

        List<FetchOutcome> outcomes = EngineFixture.TakeReady(batch);
        Assert.Equal(40, outcomes.Count);
        Assert.All(outcomes, outcome => Assert.Equal((200, 1), (outcome.StatusCode, outcome.Attempts)));
        HostLimit host = _fixture.Host("host");
        Assert.Equal((0, 0, 0), (host.Failures, host.FailuresInARow, host.Refusals));
        Assert.Single(EngineFixture.TakeNotices(batch), notice => notice.Kind == FetchNoticeKind.LocalTrouble);
    }

    [Fact]
    public void The_limit_is_the_sessions_and_holds_for_other_hosts_and_calls_too()
    {
        Engine.SetThrottle(0);
        using FetchBatch batch = Engine.StartBatch();
        using FetchBatch other = Engine.StartBatch();
        _fixture.Add(batch, 8, Once);
        Fail(Network.Oldest);
        Assert.Equal(7, Network.Outstanding);

        _fixture.Add(other, 5, Once, "other");

        Assert.Equal((7, 6), (Network.Outstanding, Engine.Waiting));
        Network.Answer(3);
        Assert.Equal(5, Network.Outstanding);
    }

    [Fact]
    public void It_is_tried_again_even_where_nothing_else_would_be()
    {
        using FetchBatch batch = Engine.StartBatch(limit: 4);
        batch.Add(_fixture.Request(new FetchOptions()).WithContent(HttpMethod.Post, null));
        _fixture.Add(batch, 3, new FetchOptions());
        Fail(Network.Oldest);
        Network.Answer(3);
        Network.Answer(1);

        List<FetchOutcome> outcomes = EngineFixture.TakeReady(batch);
        Assert.Equal(4, outcomes.Count);
        Assert.All(outcomes, outcome => Assert.True(outcome.IsSuccess));
        Assert.Equal("POST", Network.Exchanges[^1].Method);
    }

    [Fact]
    public void One_that_is_alone_waits_a_little_longer_each_time_and_fails_in_the_end()
    {
        using FetchBatch batch = Engine.StartBatch(limit: 4);
        _fixture.Add(batch, 1, Once);
        var waits = new List<double>();
        for (int i = 0; i < 5; i++)
        {
            Fail(Network.Oldest);
            waits.Add(_fixture.WaitForNext(Second * 20).TotalSeconds);
        }

        Fail(Network.Oldest);

        FetchOutcome outcome = Assert.Single(EngineFixture.TakeReady(batch));
        Assert.Equal(FetchFailureKind.LocalResourcesExhausted, outcome.Failure!.Kind);
        Assert.All(new[] { 1.0, 2, 4, 8, 16 }.Zip(waits), pair => Assert.Equal(pair.First, pair.Second, 0.002));
        Assert.Equal((0, 0), (Engine.Waiting, Engine.Outstanding));
    }

    [Fact]
    public void Its_total_time_ends_the_wait()
    {
        using FetchBatch batch = Engine.StartBatch(limit: 2);
        _fixture.Add(batch, 1, Once with { TotalTimeout = Second * 5 });
        _fixture.Add(batch, 1, Once with { ConnectionTimeout = TimeSpan.Zero });
        Fail(Network.Oldest);

        _fixture.Pass(Second * 5);

        FetchOutcome outcome = Assert.Single(EngineFixture.TakeReady(batch));
        Assert.Equal(FetchFailureKind.TotalTimeoutReached, outcome.Failure!.Kind);
        Assert.Equal((2, 1, 0), (Network.Count, Network.Outstanding, Engine.Waiting));
    }

    [Fact]
    public void The_next_time_is_news_again()
    {
        using FetchBatch batch = Engine.StartBatch(limit: 8);
        _fixture.Add(batch, 40, Once);
        Fail(Network.Oldest);
        Network.Answer(20);
        Fail(Network.Exchanges[^1]);

        Assert.Equal(2, EngineFixture.TakeNotices(batch).Count(notice => notice.Kind == FetchNoticeKind.LocalTrouble));
    }

    [Fact]
    public void Ending_the_call_ends_the_wait()
    {
        using FetchBatch batch = Engine.StartBatch(limit: 2);
        _fixture.Add(batch, 1, Once);
        Fail(Network.Oldest);

        batch.Cancel();

        Assert.Equal(FetchFailureKind.FetchStopped, Assert.Single(EngineFixture.TakeReady(batch)).Failure!.Kind);
        _fixture.Pass(Second * 10);
        Assert.Equal(1, Network.Count);
    }

    private static void Fail(FakeExchange exchange) =>
        exchange.Fail(new HttpRequestException(HttpRequestError.ConnectionError, inner: new SocketException((int)SocketError.TooManyOpenSockets)));
}
