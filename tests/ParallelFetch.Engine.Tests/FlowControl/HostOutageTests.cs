using ParallelFetch.FlowControl;

namespace ParallelFetch.Engine.Tests.FlowControl;

public sealed class HostOutageTests
{
    [Theory]
    [InlineData(0, 375)]
    [InlineData(0.5, 500)]
    [InlineData(1, 625)]
    public void The_first_probe_comes_after_half_a_second_or_so(double jitter, long at)
    {
        var outage = new HostOutage(1_000);

        outage.Begin(10_000, jitter, victim: 1);

        Assert.True(outage.IsDown);
        Assert.Equal((10_000, 10_000 + at), (outage.Since, outage.ProbeAt));
    }

    [Fact]
    public void The_intervals_grow_to_five_seconds()
    {
        var outage = new HostOutage(1_000);
        outage.Begin(0, 0.5, victim: 1);
        var intervals = new List<long>();
        for (int probe = 0; probe < 8; probe++)
        {
            long at = outage.ProbeAt;
            outage.OnProbe(at);
            intervals.Add(outage.ProbeAt - at);
        }

        Assert.Equal([750, 1_125, 1_687, 2_531, 3_796, 5_000, 5_000, 5_000], intervals);
    }

    [Fact]
    public void It_ends_with_an_answer_and_the_next_begins_like_the_first()
    {
        var outage = new HostOutage(1_000);
        outage.Begin(0, 0.5, victim: 1);
        outage.OnProbe(500);
        Assert.Equal(-1, outage.RecoveredSerial);

        outage.End(7);
        Assert.Equal((false, 7), (outage.IsDown, outage.RecoveredSerial));
        outage.Begin(100_000, 0.5, victim: 1);

        Assert.Equal((100_000, 100_500), (outage.Since, outage.ProbeAt));
    }
}
