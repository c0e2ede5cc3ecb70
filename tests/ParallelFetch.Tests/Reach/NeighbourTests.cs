using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests.Reach;

/// <summary>Hosts of one list: a slow, limited, dead or broken one is not the others' trouble.</summary>
public sealed class NeighbourTests(ServerFixture fixture) : CmdletTest(fixture)
{
    [Fact]
    public async Task A_fast_host_is_through_before_a_slow_one()
    {
        await DefineAsync("slow", "delay/300?");
        await DefineAsync("fast", "delay/10?");

        RunResult run = Run("""
            @(1..40 | ForEach-Object { "$slow$_" }) + @(1..100 | ForEach-Object { "$fast$_" }) | Start-ParallelFetch -Throttle 10
            """);

        // Those that began before the fast host was known, those beside it, and a good many to spare.
        Assert.All(run.All<int>("StatusCode"), status => Assert.Equal(200, status));
        bool[] isFast = [.. run.All<Uri>("Uri").Select(uri => uri!.AbsolutePath.EndsWith("/delay/10", StringComparison.Ordinal))];
        Assert.Equal(100, isFast.Count(fast => fast));
        int slowBefore = isFast[..Array.LastIndexOf(isFast, true)].Count(fast => !fast);
        Assert.True(slowBefore <= 20, $"{slowBefore} of 40 slow ones came before the last fast one");
    }

    [Fact]
    public async Task A_limited_host_holds_up_no_other()
    {
        await DefineAsync("limited", "quota/bucket?rate=20&burst=10&id=q&n=");
        await DefineAsync("good", "delay/10?");

        RunResult run = Run("""
            1..60 | ForEach-Object { "$limited$_" ; "$good$_"; "$good$_.5" } | Start-ParallelFetch -Throttle 10
            """);

        Assert.Equal(180, run.All<int>("StatusCode").Count(status => status == 200));
        bool[] isGood = [.. run.All<Uri>("Uri").Select(uri => uri!.AbsolutePath.EndsWith("/delay/10", StringComparison.Ordinal))];
        int limitedBefore = isGood[..Array.LastIndexOf(isGood, true)].Count(good => !good);
        Assert.True(limitedBefore <= 40, $"{limitedBefore} of 60 limited ones came before the last good one");
    }

    [Fact]
    public async Task A_host_that_fails_all_the_time_takes_no_retry_from_the_next_call()
    {
        await DefineAsync("bad", "status/500?");
        await DefineAsync("good", "status/503?times=1&id=");

        RunResult bad = Run("1..60 | ForEach-Object { \"$bad$_\" } | Start-ParallelFetch -RetryIntervalSec 0.01");
        RunResult good = Run("1..20 | ForEach-Object { \"$good$_\" } | Start-ParallelFetch -RetryIntervalSec 0.01");

        Assert.Equal(60, bad.All<int>("StatusCode").Count(status => status == 500));
        Assert.Equal(20, good.All<int>("StatusCode").Count(status => status == 200));
    }

    [Fact]
    public async Task A_count_that_was_given_is_carried_out()
    {
        await DefineAsync("shaky", "status/500?times=5&id=");

        RunResult run = Run("1..60 | ForEach-Object { \"$shaky$_\" } | Start-ParallelFetch -RetryIntervalSec 0.01 -MaximumRetryCount 5");

        Assert.Equal(60, run.All<int>("StatusCode").Count(status => status == 200));
        Assert.All(run.All<int>("Attempts"), attempts => Assert.Equal(6, attempts));
    }

    [Fact]
    public async Task A_host_that_is_switched_off_costs_the_time_to_connect()
    {
        Assert.SkipWhen(Server.Unanswered is null, "A full queue of connections refuses on this system.");
        await DefineAsync("good", "delay/10?");
        Session.With("off", Server.Unanswered!.AbsoluteUri);

        RunResult run = Run("""
            1..20 | ForEach-Object { "$off$_"; "$good$_" } | Start-ParallelFetch -Throttle 10 -ConnectTimeoutSeconds 1
            """);

        Assert.Equal(20, run.All<int>("StatusCode").Count(status => status == 200));
        Assert.Equal(20, run.ErrorIds.Count());
    }

    private async Task DefineAsync(string name, string pathAndQuery) =>
        Session.With(name, (await Scope.RelayAsync(name, Cancellation)).Url(pathAndQuery).AbsoluteUri);
}
