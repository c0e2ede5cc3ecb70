using System.Management.Automation;
using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests;

public sealed class SessionTests(ServerFixture fixture) : CmdletTest(fixture)
{
    [Fact]
    public async Task Background_and_foreground_fetches_share_the_limit()
    {
        Run("Set-ParallelFetchLimit 4; 1..3 | ForEach-Object { \"${http}gate/g?$_\" } | Start-ParallelFetch -NoWait");
        await Scope.WaitForGateAsync("g", 3, Patience, Cancellation);

        Run("1..20 | ForEach-Object { \"${http}text/$_\" } | Start-ParallelFetch");

        Assert.Equal(4, (await CountersAsync()).Total.Peak);
        await Scope.ReleaseGateAsync("g", cancellationToken: Cancellation);
    }

    [Fact]
    public void A_call_from_downstream_of_another_works()
    {
        RunResult run = Run("""
            1..20 | ForEach-Object { "${http}text/$_" } | Start-ParallelFetch -Throttle 4 |
                ForEach-Object { Start-ParallelFetch "${http}text/inner" -Throttle 2 }
            (Get-ParallelFetchLimit).Throttle
            """);

        Assert.Equal(21, run.Output.Count);
        Assert.Equal(10, run.Output[^1].BaseObject);
    }

    [Fact]
    public async Task Progress_is_removed_when_the_pipeline_ends_early()
    {
        using PowerShell shell = Session.Create("foreach ($once in 1) { 1..2 | ForEach-Object { \"${http}gate/g?$_\" } | Start-ParallelFetch -Throttle 1 | ForEach-Object { break } }");
        IAsyncResult running = shell.BeginInvoke();
        Assert.True(await Task.Run(() => SpinWait.SpinUntil(() => shell.Streams.Progress.Count > 0, Patience), Cancellation));

        await Scope.ReleaseGateAsync("g", 1, Cancellation);
        shell.EndInvoke(running);

        Assert.Equal(ProgressRecordType.Completed, shell.Streams.Progress[^1].RecordType);
    }

    [Fact]
    public void Progress_goes_on_while_the_rest_of_the_pipeline_is_slow()
    {
        RunResult run = Run("1..40 | ForEach-Object { \"${http}text/$_\" } | Start-ParallelFetch -Throttle 20 | ForEach-Object { Start-ParallelFetch \"${http}delay/30\" -ProgressAction SilentlyContinue }");

        Assert.InRange(run.Progress.Count, 4, 100);
    }
}

internal static class ObjectExtensions
{
    public static object BaseOf(this object value) => value is PSObject wrapper ? wrapper.BaseObject : value;
}
