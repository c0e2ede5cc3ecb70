using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests;

public sealed class BackgroundCmdletTests(ServerFixture fixture) : CmdletTest(fixture)
{
    [Fact]
    public async Task Handles_list_their_state_and_give_each_result_once()
    {
        RunResult started = Run("$h = 'text/1', 'gate/g', 'text/2' | ForEach-Object { \"$http$_\" } | Start-ParallelFetch -NoWait -PassThru; $h");
        Assert.All(started.Output, handle => Assert.Equal("ParallelFetch.FetchHandle", handle.TypeNames[0]));
        Assert.Equal([1, 2, 3], started.All<int>("Id"));

        Assert.Equal(2, Run("$h[0], $h[2] | Wait-ParallelFetch").Output.Count);
        Assert.Equal([2], Run("Get-ParallelFetch").All<int>("Id"));
        Assert.Empty(Run("$h[0] | Wait-ParallelFetch").Output);
        await Scope.ReleaseGateAsync("g", cancellationToken: Cancellation);
        Assert.Single(Run("Wait-ParallelFetch").Output);
        Assert.Empty(Run("Get-ParallelFetch; Wait-ParallelFetch").Output);
    }

    [Fact]
    public void A_result_passes_through_Wait()
    {
        RunResult run = Run("\"${http}text/1\", 'ftp://x' | Start-ParallelFetch | Wait-ParallelFetch");

        Assert.Equal(2, run.Output.Count);
        Assert.Single(run.Errors);
    }
}
