using System.Management.Automation;
using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests;

public sealed class BadInputTests(ServerFixture fixture) : CmdletTest(fixture)
{
    [Fact]
    public async Task Blank_lines_and_comments_are_skipped_and_said_in_verbose()
    {
        RunResult run = Run("'# a comment', '', '   ', \"${http}text/1\", '  # another' | Start-ParallelFetch -Verbose");

        Assert.Single(run.Output);
        Assert.Empty(run.Errors);
        Assert.Equal(4, run.Verbose.Count(message => message.Contains("Skipped", StringComparison.Ordinal)));
        Assert.Equal(1, (await CountersAsync()).Total.Requests);
    }

    [Theory]
    [InlineData("'http://exa mple/'", "InvalidUri", "exa mple")]
    [InlineData("'http://h:99999/'", "InvalidUri", "h:99999")]
    [InlineData("'file:///etc/passwd'", "InvalidUri", "file:///etc/passwd")]
    [InlineData("'ftp://host/x'", "InvalidUri", "ftp://host/x")]
    [InlineData("'C:\\x'", "InvalidUri", "C:\\x")]
    [InlineData("'/relative'", "InvalidUri", "/relative")]
    [InlineData("$null", "InvalidUri", "$null")]
    [InlineData("'http://no-such-host.invalid/'", "NameResolutionFailed", "no-such-host.invalid")]
    [InlineData("$refused", "ConnectionFailed", "127.0.0.1")]
    public void A_bad_url_gets_its_result_and_its_error_and_spoils_no_other(string url, string id, string named)
    {
        RunResult run = Run($"\"${{http}}text/1\", {url}, \"${{http}}text/2\" | Start-ParallelFetch -InOrder");

        Assert.Equal([200, 0, 200], run.All<int>("StatusCode"));
        ErrorRecord error = Assert.Single(run.Errors);
        Assert.StartsWith(id + ",", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains(named, error.ToString(), StringComparison.Ordinal);
        Assert.Same(run.Output[1].BaseObject, ((PSObject)PSObject.AsPSObject(error.TargetObject)).BaseObject);
        Assert.Same(run.Output[1].Get<ErrorRecord>("Error"), error);
    }

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
    public async Task A_hundred_thousand_urls_of_which_half_are_bad_lose_nothing()
    {
        RunResult run = Run("""
            $good = 0; $bad = 0
            1..100000 | ForEach-Object { if ($_ % 2) { "${http}status/204" } else { "http://exa mple/$_" } } |
                Start-ParallelFetch -Throttle 50 -ErrorAction SilentlyContinue |
                ForEach-Object { if ($_.Error) { $bad++ } elseif ($_.StatusCode -eq 204) { $good++ } }
            $good; $bad
            """);

        Assert.Equal([50_000, 50_000], run.Output.Select(item => item.BaseObject));
        Assert.Equal(50_000, (await CountersAsync()).Total.Requests);
    }
}
