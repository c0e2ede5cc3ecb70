using ParallelFetch.Engine.Tests.Fakes;

namespace ParallelFetch.Engine.Tests.Scheduling;

public sealed class FairnessTests : IDisposable
{
    private readonly EngineFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    private FakeNetwork Network => _fixture.Network;

    [Fact]
    public void Both_of_two_long_lists_are_kept_busy_once_both_are_in_the_room()
    {
        const int OfEach = 10_000;
        using FetchBatch batch = _fixture.Engine.StartBatch(new FetchLimits { Throttle = 10, ThrottlePerHost = 6 }, inOrder: false);
        var running = new Queue<FakeExchange>();
        int added = 0;
        int sent = 0;
        int taken = 0;

        while (taken < 2 * OfEach)
        {
            while (added < 2 * OfEach && !batch.IsFull)
            {
                _fixture.Add(batch, 1, host: added < OfEach ? "a" : "b");
                added++;
            }

            foreach (FakeExchange exchange in Network.TakeNew())
            {
                running.Enqueue(exchange);
                sent++;
            }

            int a = running.Count(exchange => exchange.Uri.Host == "a");
            int b = running.Count - a;
            Assert.InRange(Math.Max(a, b), 0, 6);

            // As many of B as the room lets in are in it while A still has 4 places to fill.
            if (added > OfEach + 6 && sent < OfEach)
            {
                Assert.Equal(10, running.Count);
                Assert.InRange(Math.Min(a, b), 4, 6);
            }

            running.Dequeue().Answer();
            taken += EngineFixture.TakeReady(batch).Count;
        }

        Assert.Equal(10, Network.Peak);
    }

    [Fact]
    public void Hosts_take_turns()
    {
        using FetchBatch batch = _fixture.Engine.StartBatch(limit: 1);
        foreach (string host in new[] { "first", "a", "a", "a", "b", "b", "b", "c", "c", "c" })
        {
            _fixture.Add(batch, 1, host: host);
        }

        Network.Answer(10);

        Assert.Equal(["first", "a", "b", "c", "a", "b", "c", "a", "b", "c"], Network.Exchanges.Select(exchange => exchange.Uri.Host));
    }

    [Fact]
    public void The_host_with_the_fewest_on_the_wire_goes_next()
    {
        using FetchBatch batch = _fixture.Engine.StartBatch(limit: 4);
        _fixture.Add(batch, 10, host: "slow");
        _fixture.Add(batch, 10, host: "quick");

        Network.OldestTo("slow").Answer();
        Network.OldestTo("slow").Answer();
        Assert.Equal((2, 2), (Network.OutstandingTo("slow"), Network.OutstandingTo("quick")));
        while (Network.CountTo("quick") < 10)
        {
            Network.OldestTo("quick").Answer();
            Assert.InRange(Network.OutstandingTo("slow"), 2, 3);
        }
    }

    [Fact]
    public void A_slow_host_does_not_take_the_places_of_a_quick_one()
    {
        using FetchBatch batch = _fixture.Engine.StartBatch(limit: 20);
        _fixture.Add(batch, 400, host: "slow");
        _fixture.Add(batch, 400, host: "quick");

        // One answers a request in a hundredth of the time that the other needs.
        for (int turn = 0; turn < 10_000 && Network.CountTo("quick") < 400; turn++)
        {
            string host = turn % 100 != 0 && Network.OutstandingTo("quick") > 0 ? "quick" : "slow";
            Network.OldestTo(host).Answer();
            EngineFixture.TakeReady(batch);
        }

        Assert.InRange(Network.CountTo("slow"), 1, 100);
    }

    [Fact]
    public void The_requests_of_a_host_keep_their_order()
    {
        using FetchBatch batch = _fixture.Engine.StartBatch(new FetchLimits { Throttle = 3, ThrottlePerHost = 2 }, inOrder: false);
        var random = new Random(1);
        for (int i = 0; i < 300; i++)
        {
            _fixture.Add(batch, 1, host: random.Next(2) == 0 ? "a" : "b");
        }

        while (Network.Pending is { Count: > 0 } pending)
        {
            pending[random.Next(pending.Count)].Answer();
            EngineFixture.TakeReady(batch);
        }

        Assert.All(Network.Exchanges.GroupBy(exchange => exchange.Uri.Host), host =>
        {
            int[] numbers = [.. host.Select(exchange => int.Parse(exchange.Uri.AbsolutePath[1..], null))];
            Assert.Equal(numbers.Order(), numbers);
        });
    }

    [Fact]
    public void Three_calls_and_the_background_take_turns_at_one_host()
    {
        _fixture.Engine.SetLimits(new FetchLimits { Throttle = 0, ThrottlePerHost = 1 });
        FetchBatch[] batches = [.. Enumerable.Range(0, 3).Select(_ => _fixture.Engine.StartBatch())];
        for (int i = 0; i < 3; i++)
        {
            for (int n = 0; n < 10; n++)
            {
                batches[i].Add(FetchRequest.Create($"http://host/{i}"));
            }
        }

        for (int n = 0; n < 10; n++)
        {
            _fixture.Engine.Background.Add(FetchRequest.Create("http://host/3"));
        }

        Network.Answer(40);

        // The first request was on the wire before anybody else came.
        string[] turns = [.. Network.Exchanges.Skip(1).Select(exchange => exchange.Uri.AbsolutePath)];
        Assert.All(turns.Take(36).Chunk(4), round => Assert.Equal(4, round.Distinct().Count()));
        Array.ForEach(batches, batch => batch.Dispose());
    }

    [Fact]
    public void A_call_with_many_hosts_gets_no_more_turns_than_one_with_few()
    {
        _fixture.Engine.SetThrottle(1);
        using FetchBatch many = _fixture.Engine.StartBatch();
        using FetchBatch few = _fixture.Engine.StartBatch();
        for (int i = 0; i < 50; i++)
        {
            _fixture.Add(many, 1, host: $"m{i}");
            _fixture.Add(few, 1, host: "few");
        }

        Network.Answer(51);

        Assert.InRange(Network.CountTo("few"), 25, 26);
    }
}
