using System.Management.Automation;
using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests.Jobs;

/// <summary>What the tests of -AsJob have in common.</summary>
public abstract class JobTest(ServerFixture fixture) : CmdletTest(fixture)
{
    /// <summary>Runs a script that emits one job.</summary>
    protected Job StartJob(string script) => Assert.IsAssignableFrom<Job>(Assert.Single(Run(script).Output).BaseObject);

    /// <summary>What Receive-Job gives for a job, with further parameters.</summary>
    protected RunResult Receive(Job job, string parameters = "") => Session.With("job", job).Run($"Receive-Job -Job $job {parameters}");

    /// <summary>Waits for the end of a job, as Wait-Job does.</summary>
    protected JobState End(Job job)
    {
        Assert.Single(Session.With("job", job).Run($"Wait-Job -Job $job -Timeout {Patience.TotalSeconds}").Output);
        return job.JobStateInfo.State;
    }

    protected static async Task WaitUntilAsync(Func<bool> condition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(Patience);
        while (!condition())
        {
            await Task.Delay(5, patience.Token);
        }
    }

    /// <summary>Nothing of the session is on the wire or waits for it, and its limit is its own again.</summary>
    protected void AssertIdle()
    {
        PSObject limit = Assert.Single(Run("Get-ParallelFetchLimit").Output);
        Assert.Equal(0, limit.Get<int>("InFlight"));
        Assert.Equal(0, limit.Get<int>("Waiting"));
        Assert.Equal(10, limit.Get<int>("Throttle"));
    }
}
