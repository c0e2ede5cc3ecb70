using System.Management.Automation;
using ParallelFetch.Tests.Hosting;
using ParallelFetch.Tests.Requests;

namespace ParallelFetch.Tests.Jobs;

/// <summary>How a job ends before its time, and that nothing is left of it.</summary>
public sealed class JobEndTests(ServerFixture fixture) : JobTest(fixture)
{
    private const string Held = "1..500 | ForEach-Object { \"${http}gate/g?$_\" } | Start-ParallelFetch -AsJob -Throttle 20";

    [Fact]
    public async Task Stop_Job_cancels_what_has_not_finished_and_keeps_what_has_come()
    {
        Job job = StartJob("@($refused, \"${http}text/1\") + @(1..1500 | ForEach-Object { \"${http}gate/g?$_\" }) | Start-ParallelFetch -AsJob -Throttle 20");
        await Scope.WaitForGateAsync("g", 20, Patience, Cancellation);
        await WaitUntilAsync(() => job.Output.Count == 2);

        Session.With("job", job).Run("Stop-Job $job");

        Assert.Equal(JobState.Stopped, job.JobStateInfo.State);
        Assert.True(job.Finished.WaitOne(0));
        await Scope.WaitForAsync(counters => counters.Total is { Concurrent: 0, Aborted: 20, OpenConnections: 0 or 1 }, Patience, Cancellation);
        RunResult received = Receive(job);
        Assert.Equal(2, received.Output.Count);
        Assert.Equal(["ConnectionFailed"], received.ErrorIds);
        Assert.Equal(21, (await CountersAsync()).Total.Requests);
        AssertIdle();
    }

    [Fact]
    public async Task Remove_Job_wants_Force_while_it_runs_and_then_leaves_nothing()
    {
        Job job = StartJob(Held);
        await Scope.WaitForGateAsync("g", 20, Patience, Cancellation);

        Assert.Single(Session.With("job", job).Run("Remove-Job $job").Errors);
        Assert.Equal(JobState.Running, job.JobStateInfo.State);
        Assert.Empty(Run("Remove-Job $job -Force").Errors);

        Assert.Empty(Run("Get-Job").Output);
        await Scope.WaitForAsync(counters => counters.Total is { Concurrent: 0, Aborted: 20, OpenConnections: 0 }, Patience, Cancellation);
        Assert.Equal(20, (await CountersAsync()).Total.Requests);
        AssertIdle();
    }

    [Fact]
    public async Task MaximumFailureCount_fails_the_job_with_the_reason()
    {
        Job job = StartJob("@(1..9 | ForEach-Object { \"${http}gate/g?$_\" }) + @('ftp://x') * 5 | Start-ParallelFetch -AsJob -MaximumFailureCount 3");

        Assert.Equal(JobState.Failed, End(job));

        Assert.Equal(["InvalidUri", "InvalidUri", "InvalidUri", "MaximumFailureCountReached"], Receive(job).ErrorIds);
        PSObject state = Assert.Single(Run("$job.JobStateInfo").Output);
        Assert.Equal(JobState.Failed, state.Get<JobState>("State"));
        Assert.Contains("-MaximumFailureCount", state.Get<Exception>("Reason")!.Message, StringComparison.Ordinal);
        await Scope.WaitForAsync(counters => counters.Total.Concurrent == 0, Patience, Cancellation);
        AssertIdle();
    }

    [Fact]
    public async Task ErrorAction_Stop_fails_the_job_at_the_first_error()
    {
        Job job = StartJob("@(1..5 | ForEach-Object { \"${http}gate/g?$_\" }) + 'ftp://x' | Start-ParallelFetch -AsJob -ErrorAction Stop");

        Assert.Equal(JobState.Failed, End(job));

        RunResult received = Receive(job);
        Assert.Equal(["InvalidUri"], received.ErrorIds);
        Assert.Same(Assert.Single(received.Output).BaseObject, received.Errors[0].TargetObject);
        await Scope.WaitForAsync(counters => counters.Total.Concurrent == 0, Patience, Cancellation);
    }

    [Theory]
    [InlineData("Ignore")]
    [InlineData("SilentlyContinue")]
    public void ErrorAction_can_keep_errors_out_of_the_job(string action)
    {
        Job job = StartJob($"'ftp://x' | Start-ParallelFetch -AsJob -ErrorAction {action}");

        Assert.Equal(JobState.Completed, End(job));
        Assert.Equal("1 of 1 done, 1 failed", job.StatusMessage);
        RunResult received = Receive(job);
        Assert.Empty(received.Errors);
        Assert.NotNull(Assert.Single(received.All<ErrorRecord>("Error")));
    }

    [Fact]
    public async Task The_checkpoint_file_is_the_jobs_until_it_ends()
    {
        using var folder = new TemporaryFolder();
        Session.With("checkpoint", Path.Combine(folder.FullName, "batch.log")).With("out", Path.Combine(folder.FullName, "out"));
        Job job = StartJob("'text/1', 'gate/g' | ForEach-Object { \"$http$_\" } | Start-ParallelFetch -AsJob -Checkpoint $checkpoint -OutDirectory $out");
        await WaitUntilAsync(() => job.Output.Count == 1);

        Assert.Equal("CheckpointFailed", Run("Start-ParallelFetch \"${http}text/1\" -AsJob -Checkpoint $checkpoint").ThrownId);
        Session.With("job", job).Run("Stop-Job $job");

        // What was done before the stop is noted.
        Assert.Equal([true], Run("Start-ParallelFetch \"${http}text/1\" -Checkpoint $checkpoint -OutDirectory $out -IncludeSkipped").All<bool>("IsSkipped"));
    }

    [Fact]
    public async Task A_pipeline_that_is_stopped_before_its_input_ends_leaves_no_job()
    {
        using PowerShell shell = Session.Create("& { \"${http}gate/g\"; while ($true) { [Threading.Thread]::Sleep(5) } } | Start-ParallelFetch -AsJob");
        shell.BeginInvoke();
        await Scope.WaitForGateAsync("g", 1, Patience, Cancellation);

        shell.Stop();

        await Scope.WaitForAsync(counters => counters.Total is { Concurrent: 0, Aborted: 1, OpenConnections: 0 }, Patience, Cancellation);
        Assert.Empty(Run("Get-Job").Output);
        AssertIdle();
    }

    [Fact]
    public async Task Removing_the_module_while_the_input_is_read_stops_the_job()
    {
        Job job = StartJob("& { \"${http}gate/g\"; Remove-Module ParallelFetch; \"${http}gate/g\" } | Start-ParallelFetch -AsJob");

        Assert.Equal(JobState.Stopped, End(job));
        await Scope.WaitForAsync(counters => counters.Total.Concurrent == 0, Patience, Cancellation);
        Assert.InRange((await CountersAsync()).Total.Requests, 0, 1);
    }

    [Fact]
    public async Task Stopping_Receive_Job_does_not_stop_the_job()
    {
        Job job = StartJob("1..3 | ForEach-Object { \"${http}gate/g?$_\" } | Start-ParallelFetch -AsJob");
        await Scope.WaitForGateAsync("g", 3, Patience, Cancellation);
        using (PowerShell waiting = Session.With("job", job).Create("Receive-Job $job -Wait"))
        {
            waiting.BeginInvoke();
            waiting.Stop();
        }

        await Scope.ReleaseGateAsync("g", cancellationToken: Cancellation);

        Assert.Equal(JobState.Completed, End(job));
        Assert.Equal(3, Receive(job).Output.Count);
    }

    [Fact]
    public async Task A_job_can_be_stopped_from_behind_Receive_Job()
    {
        RunResult run = Run("""
            $job = @("${http}text/1") + @(1..50 | ForEach-Object { "${http}gate/g?$_" }) | Start-ParallelFetch -AsJob -Throttle 5
            $job | Receive-Job -Wait -AutoRemoveJob | ForEach-Object { Stop-Job $job; $_ }
            Get-Job
            """);

        Assert.Single(run.Output);
        await Scope.WaitForAsync(counters => counters.Total.Concurrent == 0, Patience, Cancellation);
        AssertIdle();
    }

    [Fact]
    public async Task Again_and_again_leaves_nothing_behind()
    {
        for (int i = 1; i <= 20; i++)
        {
            Job job = StartJob(Held);
            await Scope.WaitForGateAsync("g", 20, Patience, Cancellation);
            Session.With("job", job).Run("Remove-Job $job -Force");
            int removed = i;
            await Scope.WaitForAsync(counters => counters.Total.Concurrent == 0 && counters.Total.Aborted == 20 * removed, Patience, Cancellation);
        }

        await Scope.WaitForAsync(counters => counters.Total.OpenConnections == 0, Patience, Cancellation);
        AssertIdle();
    }
}
