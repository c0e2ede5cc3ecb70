using ParallelFetch.Engine.Tests.Fakes;

namespace ParallelFetch.Engine.Tests;

public sealed class LimitTests : IDisposable
{
    private readonly EngineFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    private FakeNetwork Network => _fixture.Network;

    [Fact]
    public void A_session_starts_with_a_limit_of_ten()
    {
        using FetchBatch batch = _fixture.Engine.StartBatch();

        _fixture.Add(batch, 30);

        Assert.Equal(10, Network.Outstanding);
        Assert.Equal(20, _fixture.Engine.Waiting);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(20)]
    public void A_completion_starts_the_next_request_and_the_limit_is_never_passed(int limit)
    {
        using FetchBatch batch = _fixture.Engine.StartBatch(limit);
        _fixture.Add(batch, 100);

        for (int answered = 0; answered < 100; answered++)
        {
            Assert.Equal(Math.Min(limit, 100 - answered), Network.Outstanding);
            Network.Answer(1);
        }

        Assert.Equal(limit, Network.Peak);
        Assert.Equal(100, EngineFixture.TakeReady(batch).Count);
        Assert.True(batch.IsDrained);
        Assert.Equal(0, _fixture.Engine.Outstanding);
    }

    [Fact]
    public void Zero_means_no_limit()
    {
        using FetchBatch batch = _fixture.Engine.StartBatch(limit: 0);

        _fixture.Add(batch, 200);

        Assert.Equal(200, Network.Outstanding);
    }

    [Fact]
    public void The_largest_limit_is_as_good_as_none()
    {
        using FetchBatch batch = _fixture.Engine.StartBatch(limit: int.MaxValue);

        _fixture.Add(batch, 200);

        Assert.Equal(200, Network.Outstanding);
    }

    [Fact]
    public void Raising_the_limit_starts_what_waits_at_once()
    {
        using FetchBatch batch = _fixture.Engine.StartBatch(limit: 5);
        _fixture.Add(batch, 100);

        _fixture.Engine.SetThrottle(50);

        Assert.Equal(50, Network.Outstanding);
    }

    [Fact]
    public void Lowering_the_limit_cancels_nothing_and_starts_nothing_until_there_is_room()
    {
        using FetchBatch batch = _fixture.Engine.StartBatch(limit: 20);
        _fixture.Add(batch, 100);

        _fixture.Engine.SetThrottle(5);
        Assert.Equal(20, Network.Outstanding);
        Network.Answer(15);
        Assert.Equal(5, Network.Outstanding);
        Network.Answer(1);

        Assert.Equal(5, Network.Outstanding);
        Assert.DoesNotContain(Network.Exchanges, exchange => exchange.IsCancelled);
    }

    [Fact]
    public void The_limit_of_a_call_ends_with_the_call()
    {
        using (FetchBatch batch = _fixture.Engine.StartBatch(limit: 3))
        {
            Assert.Equal(3, _fixture.Engine.Throttle);
        }

        Assert.Equal(10, _fixture.Engine.Throttle);
    }

    [Fact]
    public void The_innermost_of_nested_calls_has_the_say_while_it_runs()
    {
        using FetchBatch outer = _fixture.Engine.StartBatch(limit: 30);
        FetchBatch inner = _fixture.Engine.StartBatch(limit: 2);
        Assert.Equal(2, _fixture.Engine.Throttle);

        inner.Dispose();

        Assert.Equal(30, _fixture.Engine.Throttle);
    }

    [Fact]
    public void A_limit_set_while_a_call_runs_wins_and_stays()
    {
        using (FetchBatch batch = _fixture.Engine.StartBatch(limit: 50))
        {
            _fixture.Engine.SetThrottle(5);
            Assert.Equal(5, _fixture.Engine.Throttle);
        }

        Assert.Equal(5, _fixture.Engine.Throttle);
    }

    [Fact]
    public void A_negative_limit_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => _fixture.Engine.SetThrottle(-1));

    [Fact]
    public void Calls_of_one_session_take_turns()
    {
        _fixture.Engine.SetThrottle(1);
        using FetchBatch first = _fixture.Engine.StartBatch();
        using FetchBatch second = _fixture.Engine.StartBatch();
        for (int i = 0; i < 10; i++)
        {
            first.Add(_fixture.Request(host: "first"));
        }

        for (int i = 0; i < 10; i++)
        {
            second.Add(_fixture.Request(host: "second"));
        }

        Network.Answer(10);

        // The first request was on the wire before the second call came; from then on they alternate.
        Assert.InRange(Network.Exchanges.Count(exchange => exchange.Uri.Host == "second"), 5, 5);
    }

    [Fact]
    public void Engines_do_not_see_each_other()
    {
        using var other = new EngineFixture();
        using FetchBatch batch = _fixture.Engine.StartBatch(limit: 1);
        _fixture.Add(batch, 2);

        other.Engine.SetThrottle(77);
        using FetchBatch otherBatch = other.Engine.StartBatch();
        other.Add(otherBatch, 3);

        Assert.Equal(1, _fixture.Engine.Throttle);
        Assert.Equal(1, Network.Outstanding);
        Assert.Equal(3, other.Network.Outstanding);
    }
}
