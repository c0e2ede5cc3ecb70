using System.Management.Automation;
using System.Reflection;
using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests.Jobs;

/// <summary>
/// What nobody thought of, on the thread of a job: it ends the job with its reason, never the process, and costs no
/// result that had come. The faults are put into the job's own parts by reflection; or they are handlers that throw.
/// </summary>
public sealed class JobFaultTests(ServerFixture fixture) : JobTest(fixture)
{
    [Theory]
    [InlineData("_progress")]
    [InlineData("_input")]
    public async Task A_fault_on_the_thread_of_a_job_fails_it_and_loses_no_result(string part)
    {
        Job job = StartJob("@(1..3 | ForEach-Object { \"${http}text/$_\" }) + @($refused) + @(1..9 | ForEach-Object { \"${http}gate/g?$_\" }) | Start-ParallelFetch -AsJob -Throttle 20");
        await Scope.WaitForGateAsync("g", 9, Patience, Cancellation);
        await WaitUntilAsync(() => job.Output.Count == 4);

        Break(job, part);
        await Scope.ReleaseGateAsync("g", cancellationToken: Cancellation);
        await WaitUntilAsync(() => job.Finished.WaitOne(0));

        Assert.Equal(JobState.Failed, job.JobStateInfo.State);
        JobStateInfo state = Assert.IsType<JobStateInfo>(PSObject.AsPSObject(job).Properties["JobStateInfo"].Value);
        Assert.IsType<NullReferenceException>(state.Reason);
        RunResult received = Receive(job);
        Assert.Equal("FetchJobFailed", received.ErrorIds.Last());
        Assert.InRange(received.Output.Count, 4, 13);
        Assert.Equal(3, received.Output.Count(result => result.Get<int>("StatusCode") == 200 && result.Get<Uri>("Uri")!.AbsolutePath.Contains("/text/", StringComparison.Ordinal)));
        AssertIdle();
    }

    [Theory]
    [InlineData("_batch")]
    [InlineData("_pump")]
    [InlineData("_runtime")]
    [InlineData("_progress")]
    [InlineData("_input")]
    [InlineData("_checkpoint")]
    public void A_part_that_is_broken_from_the_first_ends_the_job_and_not_the_process(string part)
    {
        using var session = new PowerShellSession();
        var job = (Job)Assert.Single(session.With("http", Scope.Url("").ToString()).Run("@() | Start-ParallelFetch -AsJob").Output).BaseObject;
        Assert.True(job.Finished.WaitOne(Patience));

        // The same thread's work once more, on this one.
        Break(job, part);
        job.GetType().GetMethod("Run", BindingFlags.Instance | BindingFlags.NonPublic)!.Invoke(job, null);

        Assert.True(job.Finished.WaitOne(0));
    }

    [Theory]
    [InlineData("Output")]
    [InlineData("Error")]
    [InlineData("Verbose")]
    [InlineData("Progress")]
    public async Task A_handler_of_a_stream_that_throws_costs_nothing(string stream)
    {
        Job job = StartJob("@(1..5 | ForEach-Object { \"${http}gate/g?$_\" }) + @($refused) * 5 | Start-ParallelFetch -AsJob -Verbose -Throttle 5");
        object items = job.GetType().GetProperty(stream)!.GetValue(job)!;
        int thrown = 0;
        items.GetType().GetEvent("DataAdded")!.AddEventHandler(items, (EventHandler<DataAddedEventArgs>)((_, _) =>
        {
            thrown++;
            throw new NotImplementedException();
        }));
        await Scope.WaitForGateAsync("g", 5, Patience, Cancellation);

        // The ones that fail come after these, when the handler is there.
        await Scope.ReleaseGateAsync("g", cancellationToken: Cancellation);

        Assert.Equal(JobState.Completed, End(job));
        RunResult received = Receive(job);
        Assert.Equal(10, received.Output.Count);
        Assert.Equal(5, received.Errors.Count);
        Assert.True(stream == "Progress" || thrown > 0);
        AssertIdle();
    }

    [Fact]
    public void A_handler_of_the_state_that_throws_costs_nothing()
    {
        Job job = StartJob("\"${http}text/1\" | Start-ParallelFetch -AsJob");
        job.StateChanged += (_, _) => throw new NotImplementedException();

        // Not with Wait-Job: PowerShell itself tells no later handler of an event after one that throws.
        Assert.True(job.Finished.WaitOne(Patience));
        Assert.Equal(JobState.Completed, job.JobStateInfo.State);
        Assert.Single(Receive(job).Output);
    }

    [Theory]
    [InlineData("-WhatIf")]
    [InlineData("-WhatIf -Checkpoint \"$folder/done.jsonl\"")]
    public async Task WhatIf_that_begins_nothing_makes_no_job(string options)
    {
        string folder = Directory.CreateTempSubdirectory("pf-job").FullName;
        RunResult run = Session.With("folder", folder).Run($"1..3 | ForEach-Object {{ \"${{http}}echo?$_\" }} | Start-ParallelFetch -Method Post -AsJob {options}; Get-Job");
        Directory.Delete(folder, recursive: true);

        Assert.Empty(run.Output);
        Assert.Empty(run.Errors);
        Assert.Equal(0, (await CountersAsync()).Total.Requests);
        AssertIdle();
    }

    [Fact]
    public void WhatIf_makes_a_job_of_what_only_reads_and_no_input_makes_an_empty_one()
    {
        Job job = StartJob("[pscustomobject]@{ Url = \"${http}echo\"; Method = 'Post' }, [pscustomobject]@{ Url = \"${http}text/1\" } | Start-ParallelFetch -AsJob -WhatIf");
        Assert.Equal(JobState.Completed, End(job));
        Assert.Single(Receive(job).Output);

        Assert.Equal(JobState.Completed, End(StartJob("@() | Start-ParallelFetch -AsJob -WhatIf")));
    }

    private static void Break(Job job, string part) =>
        job.GetType().GetField(part, BindingFlags.Instance | BindingFlags.NonPublic)!.SetValue(job, null);
}
