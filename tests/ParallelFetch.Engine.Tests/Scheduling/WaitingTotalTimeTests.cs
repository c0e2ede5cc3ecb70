using ParallelFetch.Engine.Tests.Fakes;
using ParallelFetch.Retry;
using ParallelFetch.Scheduling;

namespace ParallelFetch.Engine.Tests.Scheduling;

/// <summary>What waits for another try ends when its total time is over, whatever it waits for.</summary>
public sealed class WaitingTotalTimeTests : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly FetchOptions Long = new() { Retry = new RetryOptions { MaximumCount = 1 }, ConnectionTimeout = TimeSpan.Zero };
    private static readonly FetchOptions Short = Long with { TotalTimeout = Second * 5 };

    private readonly EngineFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    private FakeNetwork Network => _fixture.Network;

    private FetchEngine Engine => _fixture.Engine;

    [Fact]
    public void What_was_refused_and_waits_for_its_host_ends_on_time_with_what_the_host_said()
    {
        using FetchBatch batch = Engine.StartBatch(limit: 2);
        _fixture.Add(batch, 1, Long);
        _fixture.Add(batch, 1, Short);
        Network.Oldest.Refuse(429, "1");
        Network.Oldest.Refuse(429, "1");

        _fixture.Pass(Second * 4.99);
        Assert.Equal((3, 1), (Network.Count, Network.Outstanding));
        Assert.Empty(EngineFixture.TakeReady(batch));
        _fixture.Pass(Second * 0.01);

        AssertRefused(Assert.Single(EngineFixture.TakeReady(batch)));
        Assert.Equal((1, 0), (Network.Outstanding, Engine.Waiting));
    }

    [Fact]
    public void A_full_wire_holds_it_up_no_longer()
    {
        using FetchBatch batch = Engine.StartBatch(limit: 1);
        _fixture.Add(batch, 1, Short, "a");
        _fixture.Add(batch, 3, Long, "b");
        Network.Oldest.Refuse(429, "1");

        _fixture.Pass(Second * 5);

        AssertRefused(Assert.Single(EngineFixture.TakeReady(batch)));
        Assert.Equal((1, 2), (Network.Outstanding, Engine.Waiting));
    }

    [Fact]
    public void In_order_what_is_awaited_ends_on_time_while_the_rest_is_held_back()
    {
        using FetchBatch other = Engine.StartBatch();
        _fixture.Add(other, 1, Long, "a");
        using FetchBatch batch = Engine.StartBatch(limit: 3, inOrder: true);
        _fixture.Add(batch, 1, Short, "a");
        _fixture.Add(batch, 600, Long, "b");
        Network.Exchanges[1].Refuse(429, "1");
        Network.Exchanges[0].Refuse(429, "20");
        while (Network.Outstanding > 0)
        {
            Network.Answer(1);
        }

        Assert.InRange(Engine.Waiting, 3, 600);
        Assert.Empty(EngineFixture.TakeReady(batch));
        _fixture.Pass(Second * 5);

        List<FetchOutcome> outcomes = EngineFixture.TakeReady(batch);
        AssertRefused(outcomes[0]);
        Assert.InRange(outcomes.Count, 200, 600);
    }

    [Fact]
    public void A_retry_that_is_due_and_waits_for_its_place_ends_on_time()
    {
        using FetchBatch batch = Engine.StartBatch(limit: 1);
        _fixture.Add(batch, 1, Short, "a");
        _fixture.Add(batch, 1, Long, "b");
        Network.Oldest.Refuse(500);

        _fixture.Pass(Second * 5);

        FetchOutcome outcome = Assert.Single(EngineFixture.TakeReady(batch));
        Assert.Equal((500, 1, Second * 5), (outcome.StatusCode, outcome.Attempts, outcome.Elapsed));
        Assert.Null(outcome.Failure);
        Assert.Equal((2, 1, 0), (Network.Count, Network.Outstanding, Engine.Waiting));
    }

    [Fact]
    public void What_was_sent_again_in_time_is_left_alone()
    {
        using FetchBatch batch = Engine.StartBatch();
        _fixture.Add(batch, 1, Short);
        Network.Oldest.Refuse(429, "1");
        _fixture.Pass(Second);
        Network.Oldest.Answer();
        Assert.Equal(200, Assert.Single(EngineFixture.TakeReady(batch)).StatusCode);

        _fixture.Pass(Second * 10);

        Assert.Empty(EngineFixture.TakeReady(batch));
        Assert.Equal(0, Engine.Waiting);
    }

    [Fact]
    public void A_background_fetch_ends_on_time_too()
    {
        Engine.SetThrottle(1);
        FetchHandle handle = Engine.Background.Add(_fixture.Request(Short, "a"));
        Engine.Background.Add(_fixture.Request(Long, "b"));
        Network.Oldest.Refuse(429, "1");
        using FetchCollector collector = Engine.Background.Collect(all: true);

        _fixture.Pass(Second * 5);

        AssertRefused(Assert.Single(EngineFixture.TakeReady(collector)));
        Assert.Equal((FetchState.Completed, 0), (handle.State, Engine.Waiting));
    }

    [Fact]
    public void One_that_is_stopped_in_the_moment_in_which_its_time_is_over_is_gone_once()
    {
        FetchHandle handle = Engine.Background.Add(_fixture.Request(Short, "elsewhere"));
        FetchHandle other = Engine.Background.Add(_fixture.Request(Short, "elsewhere"));
        Assert.True(HostKey.TryCreate(new Uri("http://host/"), out HostKey key));
        var queue = new HostQueue(Engine.Background, new HostState(key, 1_000));
        var retry = new RetryState(1, 1, _fixture.Clock.GetUtcNow());
        queue.Add(new QueuedFetch(handle.Request, handle.Id, 0, handle, retry));
        queue.Add(new QueuedFetch(other.Request, other.Id, 0, other));
        Assert.True(queue.Expire(handle.Id, retry));
        Assert.False(queue.Expire(handle.Id, retry));
        Assert.Equal(2, queue.Count);

        queue.Withdraw(handle);

        Assert.Equal(1, queue.Count);
        Assert.False(queue.TryTakeExpired(out _));
        Assert.Equal(1, queue.Count);
        Assert.Same(other, queue.Take().Handle);
        Assert.Equal(0, queue.Count);
    }

    private static void AssertRefused(FetchOutcome outcome)
    {
        Assert.Equal((429, 1, Second * 5), (outcome.StatusCode, outcome.Attempts, outcome.Elapsed));
        Assert.Null(outcome.Failure);
    }
}
