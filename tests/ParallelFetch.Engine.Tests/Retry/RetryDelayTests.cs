using ParallelFetch.Engine.Tests.Fakes;
using ParallelFetch.Retry;

namespace ParallelFetch.Engine.Tests.Retry;

public sealed class RetryDelayTests
{
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);

    [Theory]
    [InlineData(0.25, 1)]
    [InlineData(0.5, 1)]
    [InlineData(0.999, 1)]
    [InlineData(0.5, 0.1)]
    [InlineData(0.999, 20)]
    public void The_wait_is_random_up_to_a_bound_that_doubles_and_ends_at_a_minute(double random, double interval)
    {
        double[] delays = Delays(random, TimeSpan.FromSeconds(interval), 9);

        for (int retry = 0; retry < delays.Length; retry++)
        {
            double expected = random * Math.Min(60, interval * Math.Pow(2, retry));
            Assert.InRange(delays[retry], expected - 0.001, expected + 0.002);
        }
    }

    [Fact]
    public void An_interval_beyond_a_minute_is_its_own_bound() =>
        Assert.All(Delays(0.999, TimeSpan.FromSeconds(90), 3), delay => Assert.InRange(delay, 89.9, 90));

    [Fact]
    public void Without_luck_there_is_no_wait() =>
        Assert.All(Delays(0, TimeSpan.FromSeconds(1), 5), delay => Assert.InRange(delay, 0, 0.002));

    [Fact]
    public void Without_an_interval_there_is_no_wait() =>
        Assert.All(Delays(0.9, TimeSpan.Zero, 5), delay => Assert.InRange(delay, 0, 0.002));

    [Fact]
    public void A_thousand_doublings_are_not_too_many()
    {
        TimeSpan delay = RetryPolicy.Backoff(1_000, new RetryOptions { MaximumCount = 1_000, Interval = TimeSpan.FromDays(1) }, 0.999);

        Assert.InRange(delay.TotalDays, 0.99, 1);
    }

    [Fact]
    public void What_fails_together_is_not_tried_again_together()
    {
        var random = new Random(1);
        using var fixture = new EngineFixture(random.NextDouble);
        using FetchBatch batch = fixture.Engine.StartBatch(limit: 0);
        for (int i = 0; i < 20; i++)
        {
            fixture.Add(batch, 1, new FetchOptions { Retry = new RetryOptions { MaximumCount = 1, Interval = TimeSpan.FromSeconds(10) } });
        }

        foreach (FakeExchange exchange in fixture.Network.Exchanges)
        {
            exchange.Refuse(500);
        }

        var seconds = new List<int>();
        for (int second = 0; second < 10; second++)
        {
            int before = fixture.Network.Count;
            fixture.Pass(TimeSpan.FromSeconds(1));
            seconds.Add(fixture.Network.Count - before);
        }

        Assert.Equal(20, seconds.Sum());
        Assert.InRange(seconds.Max(), 1, 7);
    }

    // The waits before each retry, in seconds.
    private static double[] Delays(double random, TimeSpan interval, int count)
    {
        using var fixture = new EngineFixture(() => random);
        using FetchBatch batch = fixture.Engine.StartBatch();
        fixture.Add(batch, 1, new FetchOptions { Retry = new RetryOptions { MaximumCount = count, Interval = interval } });
        var delays = new double[count];
        for (int i = 0; i < count; i++)
        {
            int before = fixture.Network.Count;
            fixture.Network.Oldest.Refuse(500);
            delays[i] = fixture.Network.Count > before ? 0 : fixture.WaitForNext(TimeSpan.FromSeconds(100)).TotalSeconds - Millisecond.TotalSeconds;
        }

        return delays;
    }
}
