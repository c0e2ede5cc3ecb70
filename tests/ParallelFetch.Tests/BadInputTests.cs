using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests;

public sealed class BadInputTests(ServerFixture fixture) : CmdletTest(fixture)
{
    [Fact]
    public void The_largest_options_are_taken()
    {
        RunResult run = Run("Start-ParallelFetch \"${http}text/1\" -Throttle ([int]::MaxValue) -ConnectionTimeoutSeconds 2147483 -OperationTimeoutSeconds 2147483 -TotalTimeoutSeconds 2147483 -MaximumRedirection ([int]::MaxValue)");

        Assert.Equal([200], run.All<int>("StatusCode"));
    }

    [Fact]
    public void An_empty_list_is_no_error_and_gives_nothing()
    {
        RunResult run = Run("@() | Start-ParallelFetch; Start-ParallelFetch @(); Start-ParallelFetch ''");

        Assert.Empty(run.Output);
        Assert.Empty(run.Errors);
        Assert.Null(run.Thrown);
    }

    [Theory]
    [InlineData("-Throttle -1")]
    [InlineData("-Throttle many")]
    [InlineData("-TotalTimeoutSeconds -1")]
    [InlineData("-MaximumRedirection -1")]
    [InlineData("-NoWait -InOrder")]
    [InlineData("-PassThru")]
    public void A_bad_option_is_one_error_before_anything_is_sent(string option)
    {
        RunResult run = Run($"\"${{http}}text/1\" | Start-ParallelFetch {option}");

        Assert.NotNull(run.Thrown);
        Assert.Empty(run.Output);
    }

    [Fact]
    public void Something_that_is_no_url_at_all_is_an_error_and_spoils_no_other()
    {
        RunResult run = Run("\"${http}text/1\", 42, [datetime]::Now, \"${http}text/2\" | Start-ParallelFetch");

        Assert.Equal([200, 200], run.All<int>("StatusCode"));
        Assert.Equal(2, run.Errors.Count);
        Assert.Equal(42, run.Errors[0].TargetObject);
    }

    [Fact]
    public async Task Of_twenty_thousand_urls_half_of_which_are_bad_none_is_lost()
    {
        RunResult run = Run("""
            $good = 0; $bad = 0
            1..20000 | ForEach-Object { if ($_ % 2) { "${http}status/204" } else { "http://exa mple/$_" } } |
                Start-ParallelFetch -Throttle 50 -ErrorAction SilentlyContinue |
                ForEach-Object { if ($_.Error) { $bad++ } elseif ($_.StatusCode -eq 204) { $good++ } }
            $good; $bad
            """);

        Assert.Equal([10_000, 10_000], run.Output.Select(item => item.BaseObject));
        Assert.Equal(10_000, (await CountersAsync()).Total.Requests);
    }
}
