using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests;

/// <summary>-AutoThrottle against a server of limited capacity: what the server served and refused.</summary>
public sealed class AutoThrottleTests(ServerFixture server) : CmdletTest(server)
{
    [Theory]
    [InlineData(2, 400)]
    [InlineData(8, 1500)]
    public void It_finds_a_capacity_above_which_the_server_refuses(int capacity, int count)
    {
        RunResult run = Run(
            $"1..{count} | Start-ParallelFetch -Uri {{ \"${{http}}capacity?c={capacity}&latencyMs=10&mark={capacity}&id=x&n=$_\" }} -Throttle 100 -AutoThrottle -MaximumRetryCount 0");

        int refused = run.All<int>("StatusCode").Count(status => status == 429);
        Assert.Equal(count, run.Output.Count);
        Assert.True(refused <= count * 0.05, $"{refused} of {count} were refused");
    }

    [Fact]
    public async Task A_server_that_can_do_all_gets_as_much_as_the_throttle_allows()
    {
        RunResult run = Run("1..600 | Start-ParallelFetch -Uri { \"${http}delay/20?n=$_\" } -Throttle 30 -AutoThrottle");

        Assert.Equal(600, run.Output.Count);
        Assert.InRange((await CountersAsync()).Total.Peak, 15, 30);
    }
}
