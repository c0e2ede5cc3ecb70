using ParallelFetch.Engine.Tests.Fakes;

namespace ParallelFetch.Engine.Tests.Scheduling;

public sealed class PerHostLimitTests : IDisposable
{
    private readonly EngineFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    private FakeNetwork Network => _fixture.Network;

    [Fact]
    public void There_is_none_unless_it_is_asked_for()
    {
        using FetchBatch batch = Start(new FetchLimits { Throttle = 20 });

        _fixture.Add(batch, 30, host: "a");

        Assert.Equal(20, Network.OutstandingTo("a"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(10)]
    public void Each_host_gets_exactly_so_many_places_and_never_more(int limit)
    {
        string[] hosts = ["a", "b", "c"];
        using FetchBatch batch = Start(new FetchLimits { Throttle = 0, ThrottlePerHost = limit });
        for (int i = 0; i < 60; i++)
        {
            _fixture.Add(batch, 1, host: hosts[i % 3]);
        }

        for (int answered = 0; answered < 60; answered++)
        {
            foreach (string host in hosts)
            {
                int done = Network.Exchanges.Count(exchange => exchange.IsAnswered && exchange.Uri.Host == host);
                Assert.Equal(Math.Min(limit, 20 - done), Network.OutstandingTo(host));
            }

            Network.OldestTo(hosts[answered % 3]).Answer();
        }

        Assert.Equal(3 * limit, Network.Peak);
        Assert.Equal(60, EngineFixture.TakeReady(batch).Count);
    }

    [Fact]
    public void The_limit_of_the_session_holds_over_all_hosts_together()
    {
        using FetchBatch batch = Start(new FetchLimits { Throttle = 5, ThrottlePerHost = 3 });
        foreach (string host in new[] { "a", "b", "c" })
        {
            _fixture.Add(batch, 10, host: host);
        }

        while (Network.Outstanding > 0)
        {
            Assert.All(["a", "b", "c"], host => Assert.InRange(Network.OutstandingTo(host), 0, 3));
            Network.Answer(1);
        }

        Assert.Equal(5, Network.Peak);
        Assert.Equal(30, EngineFixture.TakeReady(batch).Count);
    }

    [Fact]
    public void A_full_host_does_not_hold_up_another()
    {
        using FetchBatch batch = Start(new FetchLimits { Throttle = 4, ThrottlePerHost = 2 });
        _fixture.Add(batch, 100, host: "slow");

        _fixture.Add(batch, 50, host: "quick");
        for (int i = 0; i < 50; i++)
        {
            Network.OldestTo("quick").Answer();
        }

        Assert.Equal(2, Network.CountTo("slow"));
        Assert.Equal(50, EngineFixture.TakeReady(batch).Count);
    }

    [Fact]
    public void Calls_and_background_fetches_share_the_places_of_a_host()
    {
        _fixture.Engine.SetLimits(new FetchLimits { Throttle = 0, ThrottlePerHost = 2 });
        using FetchBatch one = Start(new FetchLimits());
        using FetchBatch other = Start(new FetchLimits());
        _fixture.Add(one, 5, host: "a");
        _fixture.Add(other, 5, host: "a");
        FetchHandle handle = _fixture.Engine.Background.Add(_fixture.Request(host: "a"));

        while (Network.Outstanding > 0)
        {
            Assert.Equal(Math.Min(2, 11 - Network.Exchanges.Count(exchange => exchange.IsAnswered)), Network.Outstanding);
            Network.Answer(1);
        }

        Assert.Equal(5, EngineFixture.TakeReady(one).Count);
        Assert.Equal(5, EngineFixture.TakeReady(other).Count);
        Assert.Equal(FetchState.Completed, handle.State);
    }

    [Fact]
    public void Raising_it_starts_what_waits_at_once()
    {
        using FetchBatch batch = Start(new FetchLimits { Throttle = 0, ThrottlePerHost = 1 });
        _fixture.Add(batch, 20, host: "a");
        _fixture.Add(batch, 20, host: "b");

        _fixture.Engine.SetLimits(new FetchLimits { ThrottlePerHost = 7 });
        Assert.Equal((7, 7), (Network.OutstandingTo("a"), Network.OutstandingTo("b")));

        _fixture.Engine.SetLimits(new FetchLimits { ThrottlePerHost = 0 });
        Assert.Equal((20, 20), (Network.OutstandingTo("a"), Network.OutstandingTo("b")));
    }

    [Fact]
    public void Lowering_it_cancels_nothing_and_starts_nothing_until_there_is_room()
    {
        using FetchBatch batch = Start(new FetchLimits { Throttle = 0, ThrottlePerHost = 10 });
        _fixture.Add(batch, 30, host: "a");

        _fixture.Engine.SetLimits(new FetchLimits { ThrottlePerHost = 3 });
        Assert.Equal(10, Network.Outstanding);
        Network.Answer(7);
        Assert.Equal(3, Network.Outstanding);
        Assert.Equal(10, Network.Count);
        Network.Answer(1);

        Assert.Equal(3, Network.Outstanding);
        Assert.Equal(11, Network.Count);
        Assert.DoesNotContain(Network.Exchanges, exchange => exchange.IsCancelled);
    }

    [Fact]
    public void That_of_a_call_ends_with_the_call_and_frees_what_it_held_back()
    {
        using FetchBatch other = Start(new FetchLimits { Throttle = 0 });
        FetchBatch call = Start(new FetchLimits { ThrottlePerHost = 1 });
        _fixture.Add(other, 5, host: "a");
        Assert.Equal(1, Network.Outstanding);

        call.Dispose();

        Assert.Equal(5, Network.Outstanding);
    }

    [Fact]
    public void A_thousand_hosts_at_once_each_get_their_place()
    {
        using FetchBatch batch = Start(new FetchLimits { Throttle = 0, ThrottlePerHost = 1 });
        for (int i = 0; i < 2000; i++)
        {
            _fixture.Add(batch, 1, host: $"h{i % 1000}");
        }

        Assert.Equal(1000, Network.Outstanding);
        Assert.Equal(1000, Network.Exchanges.Select(exchange => exchange.Uri.Host).Distinct().Count());
        int taken = 0;
        while (Network.TakeNew() is { Count: > 0 } exchanges)
        {
            foreach (FakeExchange exchange in exchanges)
            {
                exchange.Answer();
                taken += EngineFixture.TakeReady(batch).Count;
            }
        }

        Assert.Equal(2000, taken);
        Assert.Equal(1000, Network.Peak);
        Assert.All(Network.Exchanges.GroupBy(exchange => exchange.Uri.Host), host => Assert.Equal(2, host.Count()));
        Assert.Equal((0, 0), (_fixture.Engine.Outstanding, _fixture.Engine.Waiting));
    }

    [Fact]
    public void Cancelling_a_call_leaves_the_host_to_the_others()
    {
        _fixture.Engine.SetLimits(new FetchLimits { ThrottlePerHost = 1 });
        using FetchBatch one = Start(new FetchLimits());
        using FetchBatch other = Start(new FetchLimits());
        _fixture.Add(one, 5, host: "a");
        _fixture.Add(other, 2, host: "a");

        one.Cancel();

        Assert.Equal(5, EngineFixture.TakeReady(one).Count);
        Network.Answer(2);
        Assert.Equal(2, EngineFixture.TakeReady(other).Count);
        Assert.Equal(0, _fixture.Host("a").Waiting);
    }

    private FetchBatch Start(FetchLimits limits) => _fixture.Engine.StartBatch(limits, inOrder: false);
}
