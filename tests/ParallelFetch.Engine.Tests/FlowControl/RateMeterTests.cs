using ParallelFetch.FlowControl;

namespace ParallelFetch.Engine.Tests.FlowControl;

public sealed class RateMeterTests
{
    [Theory]
    [InlineData(1_000, 10)]
    [InlineData(1_500, 5)]
    [InlineData(1_999, 0.01)]
    [InlineData(2_000, 0)]
    [InlineData(1_000_000, 0)]
    public void What_came_counts_for_a_second_and_fades_in_the_next(long now, double expected)
    {
        var meter = new RateMeter(1_000);
        for (int i = 0; i < 10; i++)
        {
            meter.Count(i * 100);
        }

        Assert.Equal(expected, meter.LastSecond(now), 0.0001);
    }

    [Fact]
    public void A_steady_rate_is_told_at_any_time()
    {
        var meter = new RateMeter(1_000);
        for (long now = 0; now < 10_000; now += 10)
        {
            meter.Count(now);
            Assert.True(now < 1_000 || meter.LastSecond(now) is > 98 and < 102, $"{now}: {meter.LastSecond(now)}");
        }
    }
}
