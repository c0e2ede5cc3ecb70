using System.Management.Automation;
using LoopbackServer.Client;
using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests;

public sealed class LimitCmdletTests : CmdletTest
{
    public LimitCmdletTests(ServerFixture fixture)
        : base(fixture) => Session.With("local", new UriBuilder(Scope.Url("")) { Host = "localhost" }.Uri.ToString());

    [Fact]
    public async Task Each_host_sees_exactly_its_limit_and_never_more()
    {
        using PowerShell shell = Session.Create("""
            1..20 | ForEach-Object { "${http}gate/a?$_"; "${local}gate/b?$_" } | Start-ParallelFetch -Throttle 0 -ThrottlePerHost 3
            """);
        IAsyncResult running = shell.BeginInvoke();
        await Scope.WaitForGateAsync("a", 3, Patience, Cancellation);
        await Scope.WaitForGateAsync("b", 3, Patience, Cancellation);
        await Scope.ReleaseGateAsync("a", cancellationToken: Cancellation);
        await Scope.WaitForAsync(counters => counters["/gate/a"] is { Requests: 20, Concurrent: 0 }, Patience, Cancellation);
        await Scope.ReleaseGateAsync("b", cancellationToken: Cancellation);

        Assert.Equal(40, shell.EndInvoke(running).Count);
        ServerCounters counters = await CountersAsync();
        Assert.Equal((3, 3), (counters["/gate/a"].Peak, counters["/gate/b"].Peak));
    }

    [Fact]
    public async Task A_host_that_does_not_answer_holds_up_no_other()
    {
        using PowerShell shell = Session.Create("""
            @(1..50 | ForEach-Object { "${http}gate/slow?$_" }) + @(1..50 | ForEach-Object { "${local}text/quick" }) |
                Start-ParallelFetch -Throttle 4 -ThrottlePerHost 2
            """);
        var output = new PSDataCollection<PSObject>();
        IAsyncResult running = shell.BeginInvoke<PSObject, PSObject>(null, output);

        await Scope.WaitForAsync(counters => counters["/text/quick"].Requests == 50, Patience, Cancellation);
        Assert.Equal(2, (await CountersAsync())["/gate/slow"].Requests);
        await Scope.ReleaseGateAsync("slow", cancellationToken: Cancellation);
        shell.EndInvoke(running);

        Assert.Equal(100, output.Count);
        Assert.Equal(2, (await CountersAsync())["/gate/slow"].Peak);
    }

    [Fact]
    public void A_rate_is_never_passed()
    {
        RunResult run = Run("1..60 | ForEach-Object { \"${http}text/$_\" } | Start-ParallelFetch -Throttle 20 -RequestsPerSecond 50");

        // 50 ms worth of requests may go at once, so two of the sixty have no interval of their own.
        DateTimeOffset[] starts = [.. run.All<DateTimeOffset>("StartTime").Order()];
        Assert.Equal(60, starts.Length);
        Assert.True(starts[^1] - starts[0] >= TimeSpan.FromSeconds((60 - 1 - 2) / 50.0), $"It took {starts[^1] - starts[0]}.");
    }

    [Fact]
    public void A_rate_for_each_host_lets_two_hosts_have_it_each()
    {
        RunResult run = Run("""
            1..20 | ForEach-Object { "${http}text/$_"; "${local}text/$_" } | Start-ParallelFetch -Throttle 20 -RequestsPerSecondPerHost 25
            """);

        foreach (IGrouping<string, PSObject> host in run.Output.GroupBy(result => result.Get<Uri>("Uri")!.Host))
        {
            DateTimeOffset[] starts = [.. host.Select(result => result.Get<DateTimeOffset>("StartTime")).Order()];
            Assert.Equal(20, starts.Length);
            Assert.True(starts[^1] - starts[0] >= TimeSpan.FromSeconds((20 - 1 - 1) / 25.0), $"{host.Key} took {starts[^1] - starts[0]}.");
        }
    }

    [Fact]
    public void What_is_set_is_shown_and_holds()
    {
        PSObject limit = Assert.Single(Run("""
            Set-ParallelFetchLimit -Throttle 7 -ThrottlePerHost 3 -RequestsPerSecond 50.5 -RequestsPerSecondPerHost 0.25 -AutoThrottle -PassThru
            """).Output);

        Assert.Equal("ParallelFetch.FetchLimit", limit.TypeNames[0]);
        AssertLimits(limit, 7, 3, 50.5, 0.25, true);
        AssertLimits(Assert.Single(Run("Set-ParallelFetchLimit -AutoThrottle:$false; Get-ParallelFetchLimit").Output), 7, 3, 50.5, 0.25, false);
        AssertLimits(Assert.Single(Run("Set-ParallelFetchLimit 0 -RequestsPerSecond 0; Get-ParallelFetchLimit").Output), 0, 3, 0, 0.25, false);
        Assert.Empty(Run("Set-ParallelFetchLimit -ThrottlePerHost 9").Output);
    }

    [Fact]
    public void A_session_begins_with_ten() =>
        AssertLimits(Assert.Single(Run("Get-ParallelFetchLimit").Output), 10, 0, 0, 0, false);

    [Fact]
    public void Those_of_a_call_end_with_it()
    {
        RunResult run = Run("""
            "${http}text/1" | Start-ParallelFetch -Throttle 3 -ThrottlePerHost 2 -RequestsPerSecond 100 -RequestsPerSecondPerHost 200 |
                ForEach-Object { Get-ParallelFetchLimit }
            Get-ParallelFetchLimit
            """);

        AssertLimits(run.Output[0], 3, 2, 100, 200, false);
        AssertLimits(run.Output[1], 10, 0, 0, 0, false);
    }

    [Fact]
    public void Nothing_given_is_an_error()
    {
        Assert.Equal("LimitNotGiven", Run("Set-ParallelFetchLimit").ThrownId);
        Assert.Equal("LimitNotGiven", Run("Set-ParallelFetchLimit -PassThru").ThrownId);
    }

    [Theory]
    [InlineData("-Throttle -1")]
    [InlineData("-ThrottlePerHost -1")]
    [InlineData("-RequestsPerSecond -0.1")]
    [InlineData("-RequestsPerSecond ([double]::NaN)")]
    [InlineData("-RequestsPerSecond ([double]::PositiveInfinity)")]
    [InlineData("-RequestsPerSecondPerHost ([double]::NaN)")]
    [InlineData("-RequestsPerSecondPerHost ([double]::NegativeInfinity)")]
    public async Task What_is_no_limit_is_refused(string option)
    {
        Assert.Equal("ParameterArgumentValidationError", Run($"Set-ParallelFetchLimit {option}").ThrownId);
        Assert.Equal("ParameterArgumentValidationError", Run($"Start-ParallelFetch \"${{http}}text/1\" {option}").ThrownId);
        Assert.Equal(0, (await CountersAsync()).Total.Requests);
    }

    [Theory]
    [InlineData("-MaximumRetryCount -1")]
    [InlineData("-RetryIntervalSec -1")]
    [InlineData("-RetryIntervalSec ([double]::NaN)")]
    [InlineData("-RetryStatusCode 99")]
    [InlineData("-RetryStatusCode 503, 1000")]
    [InlineData("-MaximumRetryAfterSec -1")]
    [InlineData("-HostFailureLimit -1")]
    [InlineData("-MaximumFailureCount -1")]
    public void What_is_no_way_to_retry_is_refused(string option) =>
        Assert.Equal("ParameterArgumentValidationError", Run($"Start-ParallelFetch \"${{http}}text/1\" {option}").ThrownId);

    [Fact]
    public async Task The_limit_per_host_can_be_changed_from_downstream()
    {
        using PowerShell shell = Session.Create("""
            @("${http}text/1") + @(1..30 | ForEach-Object { "${http}gate/g?$_" }) |
                Start-ParallelFetch -Throttle 0 -ThrottlePerHost 2 |
                ForEach-Object { if ($_.Uri.AbsolutePath -like '*/text/*') { Set-ParallelFetchLimit -ThrottlePerHost 9 }; $_ }
            """);
        IAsyncResult running = shell.BeginInvoke();

        await Scope.WaitForGateAsync("g", 9, Patience, Cancellation);
        await Scope.ReleaseGateAsync("g", cancellationToken: Cancellation);

        Assert.Equal(31, shell.EndInvoke(running).Count);
        Assert.Equal(9, (await CountersAsync())["/gate/g"].Peak);
    }

    [Fact]
    public void A_rate_can_be_lifted_from_downstream()
    {
        // At one request in a thousand seconds, this would never end.
        RunResult run = Run("""
            1..20 | ForEach-Object { "${http}text/$_" } | Start-ParallelFetch -RequestsPerSecond 0.001 |
                ForEach-Object { Set-ParallelFetchLimit -RequestsPerSecond 0; $_ }
            """);

        Assert.Equal(20, run.Output.Count);
    }

    [Fact]
    public async Task Each_host_is_shown_with_what_it_does()
    {
        Run("""
            Set-ParallelFetchLimit -Throttle 6 -ThrottlePerHost 2 -RequestsPerSecondPerHost 1000
            "${local}status/503", "$refused" | Start-ParallelFetch -MaximumRetryCount 1 -RetryIntervalSec 0.01 -ErrorAction SilentlyContinue
            1..2 | ForEach-Object { "${http}gate/g?$_" } | Start-ParallelFetch -NoWait
            """);
        await Scope.WaitForGateAsync("g", 2, Patience, Cancellation);

        RunResult run = Run("Get-ParallelFetchLimit -PerHost; Get-ParallelFetchLimit");
        await Scope.ReleaseGateAsync("g", cancellationToken: Cancellation);

        Assert.All(run.Output.Take(3), host => Assert.Equal("ParallelFetch.HostLimit", host.TypeNames[0]));
        Dictionary<string, PSObject> hosts = run.Output.Take(3).ToDictionary(host => host.Get<string>("Host")!);
        PSObject gate = hosts[Server.Http.Authority];
        Assert.Equal((2, 2, 2L), (gate.Get<int>("InFlight"), gate.Get<int>("Limit"), gate.Get<long>("Requests")));
        Assert.Equal(1000.0, gate.Get<double>("RequestsPerSecond"));
        PSObject busy = hosts[$"localhost:{Server.Http.Port}"];
        Assert.Equal((2L, 1L, 0L), (busy.Get<long>("Requests"), busy.Get<long>("Retries"), busy.Get<long>("Failures")));
        PSObject gone = hosts[Server.Refused.Authority];
        Assert.Equal((1L, 1L, 1), (gone.Get<long>("Requests"), gone.Get<long>("Failures"), gone.Get<int>("FailuresInARow")));
        Assert.Equal((2, 5L, 1L, 1L), (run.Output[3].Get<int>("InFlight"), run.Output[3].Get<long>("Requests"), run.Output[3].Get<long>("Retries"), run.Output[3].Get<long>("Failures")));
    }

    [Fact]
    public void A_pause_is_shown_while_it_lasts()
    {
        RunResult run = Run("""
            $before = [DateTimeOffset]::Now
            Start-ParallelFetch "${http}status/503?retryAfter=100" -MaximumRetryCount 0
            Get-ParallelFetchLimit -PerHost
            $before
            """);

        TimeSpan pause = run.Output[1].Get<DateTimeOffset?>("PausedUntil")!.Value - (DateTimeOffset)run.Output[2].BaseObject;
        Assert.InRange(pause.TotalSeconds, 100, 160);
    }

    private static void AssertLimits(PSObject limit, int throttle, int perHost, double rate, double ratePerHost, bool auto)
    {
        Assert.Equal((throttle, perHost), (limit.Get<int>("Throttle"), limit.Get<int>("ThrottlePerHost")));
        Assert.Equal((rate, ratePerHost), (limit.Get<double>("RequestsPerSecond"), limit.Get<double>("RequestsPerSecondPerHost")));
        Assert.Equal(auto, limit.Get<bool>("AutoThrottle"));
    }
}
