using System.Collections;
using System.Management.Automation;
using LoopbackServer.Client;
using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests.Reach;

/// <summary>What a user is told of hosts that refuse requests, go away and come back: while it lasts, and afterwards.</summary>
public sealed class TellingTests(ServerFixture fixture) : CmdletTest(fixture)
{
    [Fact]
    public async Task Results_and_summary_tell_how_much_was_refused()
    {
        ServerRelay relay = await Scope.RelayAsync("limited", Cancellation);
        Session.With("limited", relay.Url("quota/bucket?rate=50&burst=10&id=q").AbsoluteUri);

        RunResult run = Run("""
            $results = 1..80 | ForEach-Object { "$limited&n=$_" } | Start-ParallelFetch | Measure-ParallelFetch -SummaryVariable summary
            $results
            $summary
            """);

        QuotaCounters quota = await Scope.QuotaAsync("q", Cancellation);
        Assert.True(quota.Refused > 0);
        PSObject summary = run.Output[^1];
        PSObject[] results = [.. run.Output.SkipLast(1)];
        Assert.Equal(quota.Refused, results.Sum(result => result.Get<int>("Refusals")));
        Assert.Equal(quota.Refused, summary.Get<long>("Refusals"));
        Assert.All(results, result => Assert.Equal(result.Get<int>("Attempts") - 1, result.Get<int>("Refusals")));
        Assert.All(results, result => Assert.InRange(result.Get<TimeSpan>("HeldBack"), TimeSpan.Zero, result.Get<TimeSpan>("Elapsed")));
        Assert.All(results, result => Assert.Equal(result.Get<int>("Refusals") > 0, result.Get<TimeSpan>("HeldBack") > TimeSpan.Zero));
        PSObject host = PSObject.AsPSObject(Assert.Single(summary.Get<IEnumerable>("ByHost")!.Cast<object>()));
        Assert.Equal(quota.Refused, host.Get<long>("Refusals"));
        Assert.Equal(results.LongCount(result => result.Get<int>("Refusals") > 0), host.Get<long>("HeldBack"));
        Assert.Equal(results.Max(result => result.Get<TimeSpan>("HeldBack")), host.Get<TimeSpan>("LongestHeldBack"));
        RunResult shown = Run("Get-ParallelFetchLimit -PerHost; Get-ParallelFetchLimit");
        Assert.Equal(quota.Refused, shown.Output[0].Get<long>("Refusals"));
        Assert.Equal(quota.Refused, shown.Output[1].Get<long>("Refusals"));
    }

    [Fact]
    public async Task A_limited_host_is_shown_while_it_lasts()
    {
        ServerRelay relay = await Scope.RelayAsync("limited", Cancellation);
        Session.With("limited", relay.Url("quota/bucket?rate=20&burst=5&id=q").AbsoluteUri);

        RunResult run = Run("""
            1..40 | ForEach-Object { "$limited&n=$_" } | Start-ParallelFetch | ForEach-Object {
                foreach ($host_ in Get-ParallelFetchLimit -PerHost) {
                    $state = [ParallelFetch.Formatting.HostFormat]::State($host_)
                    if ($state) { $state }
                }
            }
            """);

        string[] states = [.. run.Output.Select(state => state.ToString()).Distinct()];
        Assert.Contains(states, state => state.StartsWith("limited to ", StringComparison.Ordinal) && state.EndsWith("/s", StringComparison.Ordinal));
        Assert.All(states, state => Assert.Matches(@"^(limited to [\d.,]+(/s| at once)|paused until \d\d:\d\d:\d\d)$", state));
        Assert.Contains(run.Progress.Select(record => record.StatusDescription), text => text.Contains($"{relay.Address.Authority} limited to ", StringComparison.Ordinal) || text.Contains($" s by {relay.Address.Authority}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_outage_is_one_warning_and_its_end_is_verbose_also_when_it_comes_again()
    {
        ServerRelay relay = await Scope.RelayAsync("flapping", Cancellation);
        Session.With("relay", relay.Url("delay/10").AbsoluteUri);
        using PowerShell shell = Session.Create("1..600 | ForEach-Object { \"${relay}?$_\" } | Start-ParallelFetch -Verbose");
        var output = new PSDataCollection<PSObject>();
        IAsyncResult running = shell.BeginInvoke<PSObject, PSObject>(null, output);
        for (int outages = 1; outages <= 3; outages++)
        {
            int sent = outages * 120;
            await Scope.WaitForAsync(counters => counters.Total.Requests >= sent, Patience, Cancellation);
            await relay.GoAwayAsync(cancellationToken: Cancellation);
            int expected = outages;
            await WaitUntilAsync(() => Messages(shell).Count(static text => text.Contains(" cannot be reached any more (", StringComparison.Ordinal)) >= expected);
            await relay.ComeBackAsync(Cancellation);
        }

        shell.EndInvoke(running);

        Assert.Equal(600, output.Count(result => result.Get<int>("StatusCode") == 200));
        string host = relay.Address.Authority;
        WarningRecord warning = Assert.Single(shell.Streams.Warning);
        Assert.StartsWith($"{host} has answered before and cannot be reached any more (ConnectionFailed).", warning.Message, StringComparison.Ordinal);
        string[] verbose = [.. shell.Streams.Verbose.Select(record => record.Message)];
        Assert.Equal(2, verbose.Count(text => text.StartsWith($"{host} has answered before and cannot be reached", StringComparison.Ordinal)));
        Assert.Equal(3, verbose.Count(text => text.StartsWith($"{host} is back after ", StringComparison.Ordinal)));
        Assert.Contains(output, result => result.Get<TimeSpan>("HeldBack") > TimeSpan.Zero && result.Get<int>("Refusals") == 0);
    }

    [Fact]
    public async Task A_host_that_is_down_is_shown_in_progress_and_limits()
    {
        ServerRelay relay = await Scope.RelayAsync("away", Cancellation);
        Session.With("relay", relay.Url("delay/10").AbsoluteUri);
        using PowerShell shell = Session.Create("""
            1..400 | ForEach-Object { "${relay}?$_" } | Start-ParallelFetch
            """);
        IAsyncResult running = shell.BeginInvoke();
        await Scope.WaitForAsync(counters => counters.Total.Requests >= 50, Patience, Cancellation);
        await relay.GoAwayAsync(cancellationToken: Cancellation);
        string text = $"{relay.Address.Authority} down for ";
        await WaitUntilAsync(() => shell.Streams.Progress.ToArray().Any(record => record.StatusDescription.Contains(text, StringComparison.Ordinal)));
        await relay.ComeBackAsync(Cancellation);
        shell.EndInvoke(running);

        Assert.Empty(shell.Streams.Error);
    }

    [Fact]
    public async Task A_host_that_is_given_up_is_one_warning_and_its_results_are_its_refusals()
    {
        ServerRelay relay = await Scope.RelayAsync("closed", Cancellation);
        Session.With("closed", relay.Url("status/429").AbsoluteUri);

        RunResult run = Run("1..50 | ForEach-Object { \"${closed}?$_\" } | Start-ParallelFetch -Throttle 5 -RateLimitTimeoutSeconds 1 -RetryIntervalSec 0.1 -ErrorAction SilentlyContinue");

        string warning = Assert.Single(run.Warnings);
        Assert.StartsWith($"{relay.Address.Authority} has let nothing through for 1 s, so its URLs are given up", warning, StringComparison.Ordinal);
        Assert.Equal(50, run.Output.Count);
        PSObject[] refused = [.. run.Output.Where(result => result.Get<int>("StatusCode") == 429)];
        Assert.NotEmpty(refused);
        Assert.All(refused, result => Assert.Equal(result.Get<int>("Attempts"), result.Get<int>("Refusals")));
        Assert.All(run.Output.Except(refused), result => Assert.StartsWith("HostUnavailable", result.Get<ErrorRecord>("Error")!.FullyQualifiedErrorId, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Messages(PowerShell shell) =>
        shell.Streams.Warning.ToArray().Select(static record => record.Message).Concat(shell.Streams.Verbose.ToArray().Select(static record => record.Message));

    private static async Task WaitUntilAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!condition())
        {
            await Task.Delay(20, patience.Token);
        }
    }
}
