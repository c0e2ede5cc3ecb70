using System.Management.Automation;
using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests;

public sealed class InterruptTests(ServerFixture fixture) : CmdletTest(fixture)
{
    private const string Held = "1..500 | ForEach-Object { \"${http}gate/g?$_\" } | Start-ParallelFetch -Throttle 20";

    [Fact]
    public async Task Stopping_the_pipeline_closes_what_is_on_the_wire()
    {
        using PowerShell shell = Session.Create(Held);
        shell.BeginInvoke();
        await Scope.WaitForGateAsync("g", 20, Patience, Cancellation);

        shell.Stop();

        await Scope.WaitForAsync(counters => counters.Total is { Concurrent: 0, Aborted: 20, OpenConnections: 0 }, Patience, Cancellation);
        Assert.Equal(20, (await CountersAsync()).Total.Requests);
        AssertIdle();
    }

    [Fact]
    public async Task Select_First_ends_the_batch_at_once()
    {
        // The bare engine has no Select-Object; a break out of the pipeline unwinds it in the same way.
        RunResult run = Run($"foreach ($once in 1) {{ @(\"${{http}}text/1\") + @(1..100 | ForEach-Object {{ \"${{http}}gate/g?$_\" }}) | Start-ParallelFetch -Throttle 5 | ForEach-Object {{ $_; break }} }}");

        Assert.Single(run.Output);
        await Scope.WaitForAsync(counters => counters.Total is { Concurrent: 0 }, Patience, Cancellation);
        AssertIdle();
    }

    [Fact]
    public async Task ErrorAction_Stop_fails_fast_and_cancels_the_rest()
    {
        RunResult run = Run("@($refused) + @(1..100 | ForEach-Object { \"${http}gate/g?$_\" }) | Start-ParallelFetch -Throttle 10 -ErrorAction Stop");

        Assert.Equal("ConnectionFailed", run.ThrownId);
        Assert.Equal("ParallelFetch.FetchResult", run.Thrown!.ErrorRecord.TargetObject.GetType().FullName);
        await Scope.WaitForAsync(counters => counters.Total.Concurrent == 0, Patience, Cancellation);
        Assert.InRange((await CountersAsync()).Total.Requests, 0, 10);
        AssertIdle();
    }

    [Fact]
    public async Task A_script_that_throws_downstream_ends_the_batch()
    {
        RunResult run = Run("@(\"${http}text/1\") + @(1..100 | ForEach-Object { \"${http}gate/g?$_\" }) | Start-ParallelFetch | ForEach-Object { throw 'mine' }");

        Assert.Equal("mine", run.ThrownId);
        await Scope.WaitForAsync(counters => counters.Total.Concurrent == 0, Patience, Cancellation);
        AssertIdle();
    }

    [Fact]
    public async Task Closing_the_runspace_closes_every_connection()
    {
        using var session = new PowerShellSession();
        session.With("http", Scope.Url("").ToString());
        session.Run("Start-ParallelFetch \"${http}text/1\"; Start-ParallelFetch \"${http}gate/g\" -NoWait");
        await Scope.WaitForGateAsync("g", 1, Patience, Cancellation);

        session.Runspace.Close();

        await Scope.WaitForAsync(counters => counters.Total is { Concurrent: 0, Aborted: 1, OpenConnections: 0 }, Patience, Cancellation);
    }

    [Fact]
    public async Task Removing_the_module_cancels_everything_and_it_can_be_imported_again()
    {
        RunResult run = Run("1..5 | ForEach-Object { \"${http}gate/g?$_\" } | Start-ParallelFetch -NoWait; Start-ParallelFetch \"${http}text/1\"");
        Assert.Single(run.Output);
        await Scope.WaitForGateAsync("g", 5, Patience, Cancellation);

        Run("Remove-Module ParallelFetch");

        await Scope.WaitForAsync(counters => counters.Total is { Concurrent: 0, Aborted: 5, OpenConnections: 0 }, Patience, Cancellation);
        RunResult again = Session.With("manifest", LoopbackServer.Client.RepositoryLayout.ModuleManifest)
            .Run("Import-Module $manifest; @(Get-ParallelFetch).Count; (Start-ParallelFetch \"${http}text/1\").StatusCode");
        Assert.Equal([0, 200], again.Output.Select(item => item.BaseObject));
    }

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

    [Fact]
    public async Task Stopping_again_and_again_leaves_nothing_behind()
    {
        for (int i = 1; i <= 20; i++)
        {
            using PowerShell shell = Session.Create(Held);
            shell.BeginInvoke();
            await Scope.WaitForGateAsync("g", 20, Patience, Cancellation);
            shell.Stop();
            int stopped = i;
            await Scope.WaitForAsync(counters => counters.Total.Concurrent == 0 && counters.Total.Aborted == 20 * stopped, Patience, Cancellation);
        }

        await Scope.WaitForAsync(counters => counters.Total.OpenConnections == 0, Patience, Cancellation);
        AssertIdle();
    }

    private void AssertIdle()
    {
        PSObject limit = Assert.Single(Run("Get-ParallelFetchLimit").Output);
        Assert.Equal(0, limit.Get<int>("InFlight"));
        Assert.Equal(0, limit.Get<int>("Waiting"));
        Assert.Equal(10, limit.Get<int>("Throttle"));
    }
}
