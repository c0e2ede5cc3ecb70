using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests;

public sealed class InterruptTests(ServerFixture fixture) : CmdletTest(fixture)
{
    [Fact]
    public async Task Removing_the_module_from_downstream_ends_the_batch_with_a_result_for_each_url()
    {
        RunResult run = Run("""
            @("${http}text/1") + @(1..30 | ForEach-Object { "${http}gate/g?$_" }) | Start-ParallelFetch -Throttle 5 -ErrorAction SilentlyContinue |
                ForEach-Object -Begin { $removed = $false } -Process { if (-not $removed) { $removed = $true; Remove-Module ParallelFetch }; $_ }
            """);

        Assert.Equal(31, run.Output.Count);
        await Scope.WaitForAsync(counters => counters.Total.Concurrent == 0, Patience, Cancellation);
    }
}
