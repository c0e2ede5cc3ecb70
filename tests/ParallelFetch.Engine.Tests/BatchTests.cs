using System.Collections;
using System.Net;
using ParallelFetch.Engine.Tests.Fakes;

namespace ParallelFetch.Engine.Tests;

public sealed class BatchTests : IDisposable
{
    private readonly EngineFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    private FakeNetwork Network => _fixture.Network;

    [Fact]
    public void Outcomes_come_in_the_order_of_completion()
    {
        using FetchBatch batch = _fixture.Engine.StartBatch(limit: 3);
        _fixture.Add(batch, 3);

        Network.Exchanges[2].Answer();
        Network.Exchanges[0].Answer();
        Network.Exchanges[1].Answer();

        Assert.Equal(["/2", "/0", "/1"], EngineFixture.TakeReady(batch).Select(outcome => outcome.ResponseUri!.AbsolutePath));
    }

    [Fact]
    public void In_order_outcomes_wait_for_their_turn()
    {
        using FetchBatch batch = _fixture.Engine.StartBatch(limit: 3, inOrder: true);
        _fixture.Add(batch, 3);

        Network.Exchanges[2].Answer();
        Network.Exchanges[1].Answer();
        Assert.Empty(EngineFixture.TakeReady(batch));
        Network.Exchanges[0].Answer();

        Assert.Equal(["/0", "/1", "/2"], EngineFixture.TakeReady(batch).Select(outcome => outcome.ResponseUri!.AbsolutePath));
    }

    [Fact]
    public void In_order_a_slow_first_request_holds_back_starts_but_never_itself()
    {
        using FetchBatch batch = _fixture.Engine.StartBatch(limit: 2, inOrder: true);
        _fixture.Add(batch, 1000);

        while (Network.Exchanges.Skip(1).Any(exchange => !exchange.IsAnswered))
        {
            Network.Exchanges.Skip(1).First(exchange => !exchange.IsAnswered).Answer();
        }

        int buffered = Network.Exchanges.Count - 1;
        Assert.InRange(buffered, FetchBatch.UncollectedBeyondLimit, FetchBatch.UncollectedBeyondLimit + (2 * 2));
        Network.Auto = _ => new HttpResponseMessage(HttpStatusCode.OK);
        Network.Exchanges[0].Answer();
        Assert.Equal(1000, EngineFixture.TakeReady(batch).Count);
    }

    [Fact]
    public void In_order_rejected_requests_behind_a_waiting_one_do_not_keep_it_from_the_wire()
    {
        using FetchBatch batch = _fixture.Engine.StartBatch(limit: 1, inOrder: true);
        _fixture.Add(batch, 2);
        for (int i = 0; i < 1000; i++)
        {
            batch.Add(FetchRequest.Create("ftp://bad"));
        }

        Network.Answer(1);
        Assert.Single(EngineFixture.TakeReady(batch));
        Network.Answer(1);

        Assert.Equal(1001, EngineFixture.TakeReady(batch).Count);
    }

    [Fact]
    public void In_order_what_waits_for_its_turn_fills_the_waiting_room()
    {
        using FetchBatch batch = _fixture.Engine.StartBatch(limit: 1, inOrder: true);
        _fixture.Add(batch, 1);
        int added = 1;

        for (; !batch.IsFull && added < 100_000; added++)
        {
            batch.Add(FetchRequest.Create("ftp://bad"));
            Assert.Empty(EngineFixture.TakeReady(batch));
        }

        Assert.InRange(added, FetchBatch.QueueLimit, FetchBatch.QueueLimit + 1);
        Network.Answer(1);
        Assert.Equal(added, EngineFixture.TakeReady(batch).Count);
    }

    [Fact]
    public void A_rejected_request_gets_its_outcome_without_a_place_on_the_wire()
    {
        using FetchBatch batch = _fixture.Engine.StartBatch(limit: 1);
        _fixture.Add(batch, 1);

        batch.Add(FetchRequest.Create("ftp://x/y"));

        FetchOutcome outcome = Assert.Single(EngineFixture.TakeReady(batch));
        Assert.Equal(FetchFailureKind.InvalidUri, outcome.Failure!.Kind);
        Assert.Equal("ftp://x/y", outcome.Uri);
        Assert.Equal(0, outcome.Attempts);
        Assert.Single(Network.Exchanges);
    }

    [Fact]
    public void The_cookie_comes_back_as_the_same_instance()
    {
        var cookie = new Hashtable { ["k"] = "v" };

        FetchOutcome outcome = _fixture.Fetch(FetchRequest.Create("http://host/", cookie: cookie), network => network.Answer(1));

        Assert.Same(cookie, outcome.Cookie);
    }

    [Fact]
    public void Outcomes_that_nobody_takes_hold_back_new_requests_until_they_are_taken()
    {
        Network.Auto = _ => new HttpResponseMessage(HttpStatusCode.OK);
        using FetchBatch batch = _fixture.Engine.StartBatch(limit: 10);

        _fixture.Add(batch, 1000);

        Assert.InRange(Network.Exchanges.Count, FetchBatch.UncollectedBeyondLimit, FetchBatch.UncollectedBeyondLimit + (2 * 10));
        Assert.Equal(1000, EngineFixture.TakeReady(batch).Count);
        Assert.True(batch.IsDrained);
    }

    [Fact]
    public void Bodies_that_nobody_takes_hold_back_new_requests_by_their_size()
    {
        Network.Auto = _ => new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(new byte[16 * 1024 * 1024]) };
        using FetchBatch batch = _fixture.Engine.StartBatch(limit: 1);

        _fixture.Add(batch, 20);

        int fit = (int)(FetchBatch.UncollectedBytes / (16 * 1024 * 1024));
        Assert.InRange(Network.Exchanges.Count, fit, fit + 1);
        Assert.Equal(20, EngineFixture.TakeReady(batch).Count);
    }

    [Fact]
    public void A_full_waiting_room_says_so()
    {
        using FetchBatch batch = _fixture.Engine.StartBatch(limit: 5);

        _fixture.Add(batch, 5 + FetchBatch.QueueLimit - 1);
        Assert.False(batch.IsFull);
        _fixture.Add(batch, 1);
        Assert.True(batch.IsFull);
        Network.Answer(1);

        Assert.False(batch.IsFull);
    }

    [Fact]
    public void Cancelling_cancels_the_wire_and_gives_every_request_its_outcome()
    {
        using FetchBatch batch = _fixture.Engine.StartBatch(limit: 4);
        _fixture.Add(batch, 50);

        batch.Cancel();

        List<FetchOutcome> outcomes = EngineFixture.TakeReady(batch);
        Assert.Equal(50, outcomes.Count);
        Assert.All(outcomes, outcome => Assert.Equal(FetchFailureKind.FetchStopped, outcome.Failure!.Kind));
        Assert.Equal(4, Network.Exchanges.Count);
        Assert.All(Network.Exchanges, exchange => Assert.True(exchange.IsCancelled));
        Assert.Equal(0, _fixture.Engine.Outstanding);
    }

    [Fact]
    public void Cancelling_one_call_leaves_another_alone()
    {
        using FetchBatch one = _fixture.Engine.StartBatch(limit: 10);
        using FetchBatch other = _fixture.Engine.StartBatch();
        _fixture.Add(one, 3);
        _fixture.Add(other, 3);

        one.Cancel();
        Network.Answer(3);

        Assert.All(EngineFixture.TakeReady(other), outcome => Assert.True(outcome.IsSuccess));
    }

    [Fact]
    public void Ending_the_session_stops_everything_and_refuses_more()
    {
        FetchBatch batch = _fixture.Engine.StartBatch(limit: 2);
        _fixture.Add(batch, 5);

        _fixture.Engine.Dispose();
        batch.Add(_fixture.Request());

        Assert.Equal(6, EngineFixture.TakeReady(batch).Count(outcome => outcome.Failure!.Kind == FetchFailureKind.FetchStopped));
        Assert.All(Network.Exchanges, exchange => Assert.True(exchange.IsCancelled));
        Assert.Throws<ObjectDisposedException>(() => _fixture.Engine.StartBatch());
    }

    [Fact]
    public void Progress_counts_the_bytes_of_bodies_that_are_not_whole_yet_and_each_once()
    {
        using FetchBatch batch = _fixture.Engine.StartBatch();
        _fixture.Add(batch, 2);

        Network.Exchanges[0].Answer(body: "12345");
        Network.Exchanges[1].Answer(new HttpResponseMessage { Content = new StreamContent(new StalledStream("123")) });
        Assert.True(SpinWait.SpinUntil(() => batch.Progress.Bytes == 8, TimeSpan.FromSeconds(30)), $"{batch.Progress}");
        batch.Cancel();
        EngineFixture.TakeOne(batch);
        EngineFixture.TakeOne(batch);

        Assert.Equal(5, batch.Progress.Bytes);
    }

    [Fact]
    public void Progress_counts_accepted_completed_failed_and_in_flight()
    {
        using FetchBatch batch = _fixture.Engine.StartBatch(limit: 3);
        _fixture.Add(batch, 6);
        batch.Add(FetchRequest.Create("file:///x"));

        Network.Exchanges[0].Answer(HttpStatusCode.NotFound);
        Network.Exchanges[1].Fail(new HttpRequestException(HttpRequestError.ConnectionError));

        Assert.Equal(new FetchProgress(Accepted: 7, Completed: 3, Failed: 2, InFlight: 3) { Bytes = 4 }, batch.Progress);
        Assert.Equal(1, batch.Progress.Waiting);
    }

    [Fact]
    public void Many_threads_completing_at_once_lose_nothing_and_keep_the_limit()
    {
        using var engine = new FetchEngine(new FetchEngineSettings { CreateHandler = _ => new YieldingNetwork(limit: 16) });
        using FetchBatch batch = engine.StartBatch(limit: 16);
        int taken = 0;

        for (int i = 0; i < 20_000; i++)
        {
            batch.Add(FetchRequest.Create("http://host/"));
            while (batch.TryTake(out FetchOutcome? outcome) || batch.IsFull)
            {
                Assert.Null(outcome?.Failure);
                taken += outcome is null ? 0 : 1;
                if (outcome is null)
                {
                    batch.WaitForOutcome(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
                }
            }
        }

        while (!batch.IsDrained)
        {
            Assert.Null(EngineFixture.TakeOne(batch).Failure);
            taken++;
        }

        Assert.Equal(20_000, taken);
    }

    /// <summary>Answers on another thread, and fails when too many requests are there at once.</summary>
    private sealed class YieldingNetwork(int limit) : HttpMessageHandler
    {
        private int _outstanding;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (Interlocked.Increment(ref _outstanding) > limit)
            {
                throw new InvalidOperationException("The limit was passed.");
            }

            await Task.Yield();
            Interlocked.Decrement(ref _outstanding);
            return new HttpResponseMessage(HttpStatusCode.OK);
        }
    }
}
