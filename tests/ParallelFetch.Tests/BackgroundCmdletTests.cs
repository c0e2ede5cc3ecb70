using System.Collections;
using System.Management.Automation;
using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests;

public sealed class BackgroundCmdletTests(ServerFixture fixture) : CmdletTest(fixture)
{
    [Fact]
    public async Task The_loop_of_pyparallelcurl_works()
    {
        // startrequest in a loop with at most five outstanding, then finishallrequests.
        RunResult run = Run("""
            foreach ($i in 1..25) { Start-ParallelFetch "${http}delay/20?$i" -Throttle 5 -NoWait -Cookie @{ I = $i } }
            Wait-ParallelFetch
            """);

        Assert.Equal(Enumerable.Range(1, 25).Cast<object>(), run.All<Hashtable>("Cookie").Select(cookie => cookie!["I"]).Order());
        Assert.InRange((await CountersAsync()).Total.Peak, 1, 5);
    }

    [Fact]
    public async Task NoWait_blocks_while_the_limit_is_reached_and_no_longer()
    {
        using PowerShell shell = Session.Create("1..6 | ForEach-Object { \"${http}gate/g?$_\" } | Start-ParallelFetch -NoWait -Throttle 5");
        IAsyncResult running = shell.BeginInvoke();
        await Scope.WaitForGateAsync("g", 5, Patience, Cancellation);
        Assert.False(running.IsCompleted);

        await Scope.ReleaseGateAsync("g", 1, Cancellation);

        Assert.Empty(shell.EndInvoke(running));
        await Scope.WaitForGateAsync("g", 5, Patience, Cancellation);
        await Scope.ReleaseGateAsync("g", cancellationToken: Cancellation);
        Assert.Equal(6, Run("Wait-ParallelFetch").Output.Count);
    }

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
    public void Errors_of_background_fetches_are_written_when_their_results_come_out()
    {
        Assert.Empty(Run("$refused, 'ftp://x' | Start-ParallelFetch -NoWait").Errors);

        RunResult waited = Run("Wait-ParallelFetch");

        Assert.Equal(["ConnectionFailed", "InvalidUri"], waited.ErrorIds.Order());
        Assert.Equal(2, waited.Output.Count);
    }

    [Fact]
    public async Task Any_returns_after_the_first_result()
    {
        Run("'gate/g', 'text/1' | ForEach-Object { \"$http$_\" } | Start-ParallelFetch -NoWait");

        Assert.EndsWith("/text/1", Assert.Single(Run("Wait-ParallelFetch -Any").All<Uri>("Uri"))!.AbsolutePath, StringComparison.Ordinal);
        await Scope.ReleaseGateAsync("g", cancellationToken: Cancellation);
        Assert.Single(Run("Wait-ParallelFetch -Any").Output);
    }

    [Fact]
    public async Task A_timeout_ends_the_wait_with_an_error_and_not_the_fetches()
    {
        Run("Start-ParallelFetch \"${http}gate/g\" -NoWait");

        RunResult waited = Run("Wait-ParallelFetch -Timeout 0");

        Assert.Equal(["WaitTimeoutReached"], waited.ErrorIds);
        Assert.Empty(waited.Output);
        await Scope.WaitForGateAsync("g", 1, Patience, Cancellation);
        await Scope.ReleaseGateAsync("g", cancellationToken: Cancellation);
        Assert.Single(Run("Wait-ParallelFetch -Timeout 60").Output);
    }

    [Fact]
    public async Task Stopping_the_wait_does_not_stop_the_fetches()
    {
        Run("Start-ParallelFetch \"${http}gate/g\" -NoWait");
        await Scope.WaitForGateAsync("g", 1, Patience, Cancellation);
        using (PowerShell waiting = Session.Create("Wait-ParallelFetch"))
        {
            waiting.BeginInvoke();
            waiting.Stop();
        }

        await Scope.ReleaseGateAsync("g", cancellationToken: Cancellation);

        Assert.Equal([200], Run("Wait-ParallelFetch").All<int>("StatusCode"));
        Assert.Equal(0, (await CountersAsync()).Total.Aborted);
    }

    [Fact]
    public void A_result_passes_through_Wait()
    {
        RunResult run = Run("\"${http}text/1\", 'ftp://x' | Start-ParallelFetch | Wait-ParallelFetch");

        Assert.Equal(2, run.Output.Count);
        Assert.Single(run.Errors);
    }

    [Fact]
    public void Waiting_for_an_empty_pipeline_warns_instead_of_doing_nothing_silently()
    {
        RunResult run = Run("\"${http}text/1\" | Start-ParallelFetch -NoWait | Wait-ParallelFetch; Wait-ParallelFetch");

        Assert.Single(run.Warnings);
        Assert.Single(run.Output);
    }

    [Fact]
    public void What_is_no_handle_is_an_error_and_spoils_no_other()
    {
        RunResult run = Run("$h = Start-ParallelFetch \"${http}text/1\" -NoWait -PassThru; 'text', $h | Wait-ParallelFetch");

        Assert.Equal(["InvalidInputObject"], run.ErrorIds);
        Assert.Single(run.Output);
    }

    [Fact]
    public void A_handle_of_another_session_is_refused()
    {
        using var other = new PowerShellSession();
        PSObject handle = Assert.Single(other.With("http", Scope.Url("").ToString()).Run("Start-ParallelFetch \"${http}text/1\" -NoWait -PassThru").Output);

        RunResult run = Session.With("foreign", handle).Run("$foreign | Wait-ParallelFetch; $foreign | Stop-ParallelFetch");

        Assert.Equal(["ForeignHandle", "ForeignHandle"], run.ErrorIds);
        Assert.Single(other.Run("Wait-ParallelFetch").Output);
    }

    [Fact]
    public async Task Stop_cancels_what_is_asked_and_its_results_say_so()
    {
        Run("$h = 1..4 | ForEach-Object { \"${http}gate/g?$_\" } | Start-ParallelFetch -NoWait -PassThru");
        await Scope.WaitForGateAsync("g", 4, Patience, Cancellation);

        Run("$h[0] | Stop-ParallelFetch; Stop-ParallelFetch -Id 2; Stop-ParallelFetch -WhatIf");
        await Scope.WaitForAsync(counters => counters.Total is { Concurrent: 2, Aborted: 2 }, Patience, Cancellation);
        Assert.Equal(["FetchStopped", "FetchStopped"], Run("$h[0], $h[1] | Wait-ParallelFetch").ErrorIds);
        Run("Stop-ParallelFetch");

        await Scope.WaitForAsync(counters => counters.Total is { Concurrent: 0, Aborted: 4 }, Patience, Cancellation);
        Assert.Equal(2, Run("Wait-ParallelFetch -ErrorAction SilentlyContinue").Output.Count);
        Assert.Equal(["FetchNotFound"], Run("Stop-ParallelFetch -Id 99").ErrorIds);
        Assert.Equal(["FetchNotFound"], Run("Get-ParallelFetch -Id 99").ErrorIds);
    }

    [Fact]
    public async Task Get_filters_by_state()
    {
        Run("'gate/g', 'text/1' | ForEach-Object { \"$http$_\" } | Start-ParallelFetch -NoWait; $null = Get-ParallelFetch -Id 2 | Wait-ParallelFetch; Start-ParallelFetch 'ftp://x' -NoWait");

        Assert.Equal([1], Run("Get-ParallelFetch -State Running").All<int>("Id"));
        Assert.Equal([3], Run("Get-ParallelFetch -State Failed, Completed").All<int>("Id"));
        await Scope.ReleaseGateAsync("g", cancellationToken: Cancellation);
    }
}
