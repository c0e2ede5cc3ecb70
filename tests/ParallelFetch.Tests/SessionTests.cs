using System.Management.Automation;
using LoopbackServer.Client;
using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests;

public sealed class SessionTests(ServerFixture fixture) : CmdletTest(fixture)
{
    [Fact]
    public void The_limit_can_be_set_and_read()
    {
        Assert.Equal([10], Run("Get-ParallelFetchLimit").All<int>("Throttle"));
        Assert.Empty(Run("Set-ParallelFetchLimit -Throttle 7").Output);
        Assert.Equal([7], Run("Get-ParallelFetchLimit").All<int>("Throttle"));
        Assert.Equal([0], Run("Set-ParallelFetchLimit 0 -PassThru").All<int>("Throttle"));
        Assert.NotNull(Run("Set-ParallelFetchLimit -1").Thrown);
    }

    [Fact]
    public async Task The_session_limit_holds_where_a_call_has_none()
    {
        using PowerShell shell = Session.Create("Set-ParallelFetchLimit 3; 1..9 | ForEach-Object { \"${http}gate/g?$_\" } | Start-ParallelFetch");
        IAsyncResult running = shell.BeginInvoke();
        await Scope.WaitForGateAsync("g", 3, Patience, Cancellation);
        await Scope.ReleaseGateAsync("g", cancellationToken: Cancellation);
        shell.EndInvoke(running);

        Assert.Equal(3, (await CountersAsync()).Total.Peak);
    }

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
    public async Task Two_runspaces_never_see_each_other()
    {
        using var other = new PowerShellSession();
        other.With("http", Scope.Url("").ToString()).Run("Set-ParallelFetchLimit 2; Start-ParallelFetch \"${http}gate/g\" -NoWait");
        await Scope.WaitForGateAsync("g", 1, Patience, Cancellation);

        Assert.Equal([10], Run("Get-ParallelFetchLimit").All<int>("Throttle"));
        Assert.Equal([0], Run("Get-ParallelFetchLimit").All<int>("InFlight"));
        Assert.Empty(Run("Get-ParallelFetch; Wait-ParallelFetch -Timeout 0").Output);
        await Scope.ReleaseGateAsync("g", cancellationToken: Cancellation);
        Assert.Single(other.Run("Wait-ParallelFetch").Output);
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
    public void Progress_is_one_record_that_is_completed_at_the_end()
    {
        string script = "1..20 | ForEach-Object { \"${http}delay/150?$_\" } | Start-ParallelFetch -Throttle 2";

        RunResult run = Run(script);

        Assert.NotEmpty(run.Progress);
        Assert.Single(run.Progress.Select(record => record.ActivityId).Distinct());
        Assert.Equal(ProgressRecordType.Completed, run.Progress[^1].RecordType);
        Assert.Contains("in flight", run.Progress[0].StatusDescription, StringComparison.Ordinal);
        Assert.Empty(Run(script + " -ProgressAction SilentlyContinue").Progress);
        Assert.Empty(Run("$ProgressPreference = 'SilentlyContinue'; " + script).Progress);
    }

    [Fact]
    public void Progress_is_removed_when_the_pipeline_ends_early()
    {
        RunResult run = Run("foreach ($once in 1) { 1..40 | ForEach-Object { \"${http}delay/100?$_\" } | Start-ParallelFetch -Throttle 1 | ForEach-Object -Begin { $n = 0 } -Process { if (++$n -eq 5) { break } } }");

        Assert.Equal(ProgressRecordType.Completed, run.Progress[^1].RecordType);
    }

    [Fact]
    public void Progress_goes_on_while_the_rest_of_the_pipeline_is_slow()
    {
        RunResult run = Run("1..40 | ForEach-Object { \"${http}text/$_\" } | Start-ParallelFetch -Throttle 20 | ForEach-Object { Start-ParallelFetch \"${http}delay/30\" -ProgressAction SilentlyContinue }");

        Assert.InRange(run.Progress.Count, 4, 100);
    }

    [Fact]
    public void Progress_knows_the_total_when_the_urls_are_an_argument()
    {
        RunResult run = Run("Start-ParallelFetch (1..20 | ForEach-Object { \"${http}delay/150?$_\" }) -Throttle 2");

        Assert.Contains("of 20 done", run.Progress[0].StatusDescription, StringComparison.Ordinal);
        Assert.InRange(run.Progress[0].PercentComplete, 0, 100);
    }

    [Fact]
    public void The_module_brings_no_assembly_but_its_own()
    {
        string[] assemblies = [.. Directory.GetFiles(Path.Combine(RepositoryLayout.Root, "bin"), "*.dll").Select(Path.GetFileName).Order(StringComparer.Ordinal)!];

        Assert.Equal(["ParallelFetch.Engine.dll", "ParallelFetch.dll"], assemblies);
    }

    [Fact]
    public void The_module_exports_what_its_manifest_says_and_nothing_else()
    {
        RunResult run = Run("Get-Command -Module ParallelFetch | ForEach-Object { $_.Name }");

        Assert.Equal(
            ["Get-ParallelFetch", "Get-ParallelFetchLimit", "Invoke-ParallelFetch", "Measure-ParallelFetch", "Set-ParallelFetchLimit", "Start-ParallelFetch", "Stop-ParallelFetch", "Wait-ParallelFetch"],
            run.Output.Select(name => name.ToString()).Order(StringComparer.Ordinal));
    }
}

internal static class ObjectExtensions
{
    public static object BaseOf(this object value) => value is PSObject wrapper ? wrapper.BaseObject : value;
}
