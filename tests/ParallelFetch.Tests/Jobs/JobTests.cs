using System.Management.Automation;
using ParallelFetch.Tests.Hosting;
using ParallelFetch.Tests.Requests;

namespace ParallelFetch.Tests.Jobs;

/// <summary>What comes out of -AsJob.</summary>
public sealed class JobTests(ServerFixture fixture) : JobTest(fixture)
{
    private const string Id = ",ParallelFetch.Commands.StartParallelFetchCommand";

    [Fact]
    public void It_is_listed_with_its_name_its_command_and_how_far_it_has_come()
    {
        Job job = StartJob("$null = 1; \"${http}text/1\", 'ftp://x' | Start-ParallelFetch -AsJob -JobName batch");
        End(job);

        Assert.Same(job, Assert.Single(Run("Get-Job batch").Output).BaseObject);
        Assert.Equal("ParallelFetch", job.PSJobTypeName);
        Assert.Equal("PowerShell", job.Location);
        Assert.Equal("Start-ParallelFetch -AsJob -JobName batch", job.Command);
        Assert.Equal("2 of 2 done, 1 failed", job.StatusMessage);
        Assert.Empty(job.ChildJobs);
        Assert.NotNull(job.PSEndTime);
        Assert.True(job.Finished.WaitOne(0));
    }

    [Fact]
    public void Without_a_name_it_gets_one_as_every_job_does()
    {
        Job job = StartJob("Start-ParallelFetch \"${http}text/1\" -AsJob");

        Assert.Equal($"Job{job.Id}", job.Name);
        End(job);
    }

    [Fact]
    public void The_body_of_an_http_error_is_in_the_details()
    {
        Job job = StartJob("\"${http}status/404\" | Start-ParallelFetch -AsJob -FailOnHttpError");
        End(job);

        ErrorRecord error = Assert.Single(Receive(job).Errors);
        Assert.Equal("WebCmdletWebResponseException" + Id, error.FullyQualifiedErrorId);
        Assert.NotEmpty(error.ErrorDetails.Message);
    }

    [Fact]
    public void InOrder_gives_the_order_of_the_input()
    {
        Job job = StartJob("200, 0, 100, 0 | ForEach-Object { \"${http}delay/$_\" } | Start-ParallelFetch -AsJob -InOrder");
        End(job);

        Assert.Equal(["200", "0", "100", "0"], Receive(job).All<Uri>("Uri").Select(uri => uri!.Segments[^1]));
    }

    [Fact]
    public async Task Its_throttle_holds_as_long_as_it_runs_and_no_longer()
    {
        Job job = StartJob("1..12 | ForEach-Object { \"${http}gate/g?$_\" } | Start-ParallelFetch -AsJob -Throttle 3");
        await Scope.WaitForGateAsync("g", 3, Patience, Cancellation);
        Assert.Equal([3], Run("Get-ParallelFetchLimit").All<int>("Throttle"));
        await Scope.ReleaseGateAsync("g", cancellationToken: Cancellation);
        End(job);

        Assert.Equal(3, (await CountersAsync()).Total.Peak);
        AssertIdle();
    }

    [Fact]
    public async Task Set_ParallelFetchLimit_has_the_last_word()
    {
        Job job = StartJob("1..12 | ForEach-Object { \"${http}gate/g?$_\" } | Start-ParallelFetch -AsJob -Throttle 3");
        await Scope.WaitForGateAsync("g", 3, Patience, Cancellation);

        Run("Set-ParallelFetchLimit 5");

        await Scope.WaitForGateAsync("g", 5, Patience, Cancellation);
        await Scope.ReleaseGateAsync("g", cancellationToken: Cancellation);
        End(job);
        Assert.Equal([5], Run("Get-ParallelFetchLimit").All<int>("Throttle"));
    }

    [Fact]
    public async Task The_call_returns_however_many_urls_there_are()
    {
        // More than the waiting room takes, and none of them can finish.
        Job job = StartJob("1..3000 | ForEach-Object { \"${http}gate/g?$_\" } | Start-ParallelFetch -AsJob -Throttle 4");
        await Scope.WaitForGateAsync("g", 4, Patience, Cancellation);
        Assert.StartsWith("0 of 3,000 done", job.StatusMessage.Replace(".", ",", StringComparison.Ordinal), StringComparison.Ordinal);

        await Scope.ReleaseGateAsync("g", cancellationToken: Cancellation);

        End(job);
        Assert.Equal(3000, Receive(job).All<Uri>("Uri").Select(uri => uri!.Query).Distinct().Count());
        Assert.Equal(4, (await CountersAsync()).Total.Peak);
    }

    [Fact]
    public async Task Wait_ParallelFetch_takes_nothing_of_a_job()
    {
        Job job = StartJob("1..3 | ForEach-Object { \"${http}gate/g?$_\" } | Start-ParallelFetch -AsJob; Start-ParallelFetch \"${http}text/1\" -NoWait");
        await Scope.WaitForGateAsync("g", 3, Patience, Cancellation);

        Assert.Equal(["text/1"], Run("Wait-ParallelFetch").All<Uri>("Uri").Select(uri => uri!.AbsolutePath[^6..]));
        Assert.Empty(Run("Get-ParallelFetch; Stop-ParallelFetch; Wait-ParallelFetch").Output);

        await Scope.ReleaseGateAsync("g", cancellationToken: Cancellation);
        Assert.Equal(JobState.Completed, End(job));
        Assert.Equal(3, Receive(job).Output.Count);
    }

    [Fact]
    public async Task With_a_checkpoint_the_second_job_fetches_only_what_failed()
    {
        using var folder = new TemporaryFolder();
        Session.With("checkpoint", Path.Combine(folder.FullName, "batch.log"));
        const string Batch = "@($refused) + @(1..20 | ForEach-Object { \"${http}text/$_\" }) | Start-ParallelFetch -AsJob -Checkpoint $checkpoint -OutDirectory $out";
        Session.With("out", Path.Combine(folder.FullName, "out"));
        Job first = StartJob(Batch);
        End(first);
        Assert.Equal(21, Receive(first).Output.Count);

        Job second = StartJob(Batch);
        End(second);
        Job third = StartJob(Batch + " -IncludeSkipped");
        End(third);

        Assert.Equal(["ConnectionFailed"], Receive(second).ErrorIds);
        Assert.Equal("1 of 1 done, 1 failed", second.StatusMessage);
        Assert.Equal(20, Receive(third).All<bool>("IsSkipped").Count(skipped => skipped));
        Assert.Equal(20, (await CountersAsync()).Total.Requests);
    }

    [Fact]
    public void Verbose_messages_are_in_the_job_when_the_call_asks_for_them()
    {
        const string Batch = "\"${http}status/503\" | Start-ParallelFetch -AsJob -MaximumRetryCount 1 -RetryIntervalSec 0";
        Job loud = StartJob(Batch + " -Verbose");
        Job preferred = StartJob($"$VerbosePreference = 'Continue'; {Batch}; $VerbosePreference = 'SilentlyContinue'");
        Job quiet = StartJob(Batch);
        End(loud);
        End(preferred);
        End(quiet);

        Assert.NotEmpty(Receive(loud, "-Verbose").Verbose);
        Assert.NotEmpty(preferred.Verbose);
        Assert.Empty(quiet.Verbose);
    }

    [Fact]
    public async Task The_progress_of_a_job_is_the_latest_record_only()
    {
        Job job = StartJob("'text/1', 'gate/g' | ForEach-Object { \"$http$_\" } | Start-ParallelFetch -AsJob");
        await Scope.WaitForGateAsync("g", 1, Patience, Cancellation);
        await WaitUntilAsync(() => job.Progress.Count > 0);
        Assert.Equal(ProgressRecordType.Processing, Assert.Single(job.Progress).RecordType);
        await Scope.ReleaseGateAsync("g", cancellationToken: Cancellation);
        End(job);

        Assert.Equal(ProgressRecordType.Completed, Assert.Single(job.Progress).RecordType);
    }
}
