using LoopbackServer.Client;
using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests.Reach;

/// <summary>Servers that turn away what is too much, as public APIs do: all URLs arrive, and few requests are made in vain.</summary>
public sealed class QuotaTests(ServerFixture fixture) : CmdletTest(fixture)
{
    /// <summary>Refusals per URL. A quota can only be found by running into it, and a short list has that time once, too.</summary>
    private const double MostRefused = 0.15;

    [Theory]
    [InlineData("seconds")]
    [InlineData("date")]
    [InlineData("none")]
    public Task A_rate_is_found_and_kept(string retryAfter) =>
        AllArriveAsync($"bucket?rate=100&burst=20&retryAfter={retryAfter}", 300, "");

    [Theory]
    [InlineData(403, "seconds")]
    [InlineData(429, "date")]
    [InlineData(503, "seconds")]
    public Task So_many_in_a_span_of_time_are_fetched_span_by_span(int status, string retryAfter) =>
        AllArriveAsync($"window?limit=50&seconds=2&status={status}&retryAfter={retryAfter}", 150, "");

    [Theory]
    [InlineData(503, "none")]
    [InlineData(429, "none")]
    [InlineData(503, "seconds")]
    public Task So_many_at_once_are_found_and_kept(int status, string retryAfter) =>
        AllArriveAsync($"at-once?limit=8&latencyMs=20&status={status}&retryAfter={retryAfter}", 400, "-Throttle 20");

    [Fact]
    public Task Being_turned_away_uses_up_no_retry() =>
        AllArriveAsync("bucket?rate=100&burst=20", 300, "-MaximumRetryCount 1");

    [Fact]
    public async Task A_count_of_none_sends_nothing_twice()
    {
        ServerRelay relay = await Scope.RelayAsync("limited", Cancellation);
        Session.With("limited", relay.Url("quota/bucket?rate=50&burst=10&id=q").AbsoluteUri);

        RunResult run = Run("1..60 | ForEach-Object { \"$limited&n=$_\" } | Start-ParallelFetch -MaximumRetryCount 0");

        Assert.All(run.All<int>("Attempts"), attempts => Assert.Equal(1, attempts));
        QuotaCounters quota = await Scope.QuotaAsync("q", Cancellation);
        Assert.Equal(60, quota.Accepted + quota.Refused);
    }

    private async Task AllArriveAsync(string quota, int count, string options)
    {
        ServerRelay relay = await Scope.RelayAsync("limited", Cancellation);
        Session.With("limited", relay.Url($"quota/{quota}&id=q").AbsoluteUri);

        RunResult run = Run($"1..{count} | ForEach-Object {{ \"$limited&n=$_\" }} | Start-ParallelFetch {options}");

        Assert.Equal(count, run.All<int>("StatusCode").Count(status => status == 200));
        Assert.Equal(count, run.All<Uri>("Uri").Distinct().Count());
        Assert.Empty(run.Errors);
        QuotaCounters counted = await Scope.QuotaAsync("q", Cancellation);
        Assert.Equal(count, counted.Accepted);
        Assert.InRange(counted.Refused, 0, (long)(count * MostRefused));
    }
}
