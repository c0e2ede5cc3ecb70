using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests;

public sealed class GivingUpTests(ServerFixture fixture) : CmdletTest(fixture)
{
    [Fact]
    public async Task So_many_failures_stop_the_call_and_cancel_the_rest()
    {
        RunResult run = Run("""
            @("${http}gate/g") + @(1..3 | ForEach-Object { "${refused}$_" }) + @(1..100 | ForEach-Object { "${http}gate/g?$_" }) |
                Start-ParallelFetch -Throttle 4 -MaximumFailureCount 3
            """);

        Assert.Equal("MaximumFailureCountReached", run.ThrownId);
        Assert.Contains("3 fetches have failed", run.Thrown!.ErrorRecord.ToString(), StringComparison.Ordinal);
        Assert.Equal(3, run.ErrorIds.Count(id => id == "ConnectionFailed"));
        Assert.Equal(3, run.Output.Count);
        await WaitUntilQuietAsync();
        Assert.InRange((await CountersAsync()).Total.Requests, 1, 4);
    }

    [Fact]
    public void Silenced_errors_count_too()
    {
        RunResult run = Run("1..10 | ForEach-Object { \"ftp://$_/\" } | Start-ParallelFetch -MaximumFailureCount 2 -ErrorAction SilentlyContinue");

        Assert.Equal("MaximumFailureCountReached", run.ThrownId);
        Assert.Equal(2, run.Output.Count);
    }

    [Theory]
    [InlineData("-MaximumFailureCount 4")]
    [InlineData("-MaximumFailureCount 0")]
    [InlineData("")]
    public void Fewer_failures_do_not(string option)
    {
        RunResult run = Run($"@(1..3 | ForEach-Object {{ \"ftp://$_/\" }}) + \"${{http}}status/404\" | Start-ParallelFetch {option}");

        Assert.Null(run.ThrownId);
        Assert.Equal((4, 3), (run.Output.Count, run.Errors.Count));
    }

    [Fact]
    public void An_error_status_counts_when_it_is_a_failure()
    {
        RunResult run = Run("1..10 | ForEach-Object { \"${http}status/404?$_\" } | Start-ParallelFetch -FailOnHttpError -MaximumFailureCount 5");

        Assert.Equal("MaximumFailureCountReached", run.ThrownId);
        Assert.Equal(5, run.ErrorIds.Count(id => id == "WebCmdletWebResponseException"));
    }

    [Fact]
    public void A_host_that_is_gone_is_given_up_with_a_warning_and_the_rest_of_its_urls_fails_at_once()
    {
        RunResult run = Run("""
            @(1..20 | ForEach-Object { "${refused}$_" }) + "${http}text/1" | Start-ParallelFetch -Throttle 1 -HostFailureLimit 3
            """);

        Assert.Equal(21, run.Output.Count);
        Assert.Equal((3, 17), (run.ErrorIds.Count(id => id == "ConnectionFailed"), run.ErrorIds.Count(id => id == "HostUnavailable")));
        Assert.Equal(1, run.Output.Count(result => result.Get<bool>("IsSuccess")));
        Assert.Equal(
            $"{Server.Refused.Authority} could not be reached 3 times in a row: its other URLs fail at once, but for one every 30 s.",
            Assert.Single(run.Warnings));
        Assert.Equal(17, run.All<int>("Attempts").Count(attempts => attempts == 0));
    }

    [Fact]
    public void The_warning_comes_although_the_last_of_them_is_tried_again()
    {
        RunResult run = Run("""
            1..6 | ForEach-Object { "${refused}$_" } |
                Start-ParallelFetch -Throttle 1 -HostFailureLimit 2 -RetryConnectionRefused -RetryIntervalSec 0.01 -ErrorAction SilentlyContinue
            """);

        Assert.Single(run.Warnings);
        Assert.Equal(6, run.Output.Count);
    }

    [Fact]
    public void By_itself_a_host_is_given_up_after_fifty_failures_and_never_if_asked_for()
    {
        RunResult run = Run("1..60 | ForEach-Object { \"${refused}$_\" } | Start-ParallelFetch -Throttle 1 -ErrorAction SilentlyContinue");
        Assert.Equal(50, run.All<int>("Attempts").Count(attempts => attempts == 1));
        Assert.Single(run.Warnings);

        Assert.All(
            Run("1..60 | ForEach-Object { \"${refused}$_\" } | Start-ParallelFetch -HostFailureLimit 0 -ErrorAction SilentlyContinue").All<int>("Attempts"),
            attempts => Assert.Equal(1, attempts));
    }
}
