using System.Management.Automation;
using LoopbackServer.Client;
using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests;

public sealed class RetryTests(ServerFixture fixture) : CmdletTest(fixture)
{
    [Fact]
    public async Task A_passing_trouble_passes_without_being_asked_for_anything()
    {
        RunResult run = Run("Start-ParallelFetch \"${http}status/503?times=2&id=a\" -Verbose");

        PSObject result = Assert.Single(run.Output);
        Assert.Equal((200, 3), (result.Get<int>("StatusCode"), result.Get<int>("Attempts")));
        Assert.Empty(run.Errors);
        Assert.Equal(3, (await CountersAsync()).Total.Requests);
        string[] tries = [.. run.Verbose.Where(line => line.StartsWith("Try ", StringComparison.Ordinal))];
        Assert.Equal(2, tries.Length);
        Assert.Matches(@"^Try 2 of http://\S+/status/503\?… \(#1\) in [\d.]+ s, because of status 503\.$", tries[0]);
        Assert.StartsWith("Try 3 of ", tries[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", 503, 3)]
    [InlineData("-MaximumRetryCount 0", 503, 1)]
    [InlineData("-MaximumRetryCount 5", 503, 6)]
    [InlineData("", 404, 1)]
    [InlineData("-RetryStatusCode 404, 418", 404, 3)]
    [InlineData("-RetryStatusCode 404, 418", 503, 1)]
    [InlineData("-Method Put -Body x", 502, 3)]
    [InlineData("-Method Delete", 504, 3)]
    [InlineData("-Method Post -Body x", 503, 1)]
    [InlineData("-Method Patch -Body x", 503, 1)]
    [InlineData("-Method Post -Body x -MaximumRetryCount 1", 503, 2)]
    [InlineData("-CustomMethod PROPFIND", 503, 1)]
    [InlineData("-FailOnHttpError -ErrorAction SilentlyContinue", 503, 3)]
    public async Task A_status_is_tried_again_as_often_as_its_method_and_the_parameters_say(string options, int status, int requests)
    {
        RunResult run = Run($"Start-ParallelFetch \"${{http}}status/{status}\" -RetryIntervalSec 0.01 {options}");

        Assert.Equal([requests], run.All<int>("Attempts"));
        Assert.Equal([status], run.All<int>("StatusCode"));
        Assert.Equal(requests, (await CountersAsync()).Total.Requests);
    }

    [Theory]
    [InlineData("reset-once/a")]
    [InlineData("close-once/a")]
    public async Task A_connection_that_breaks_is_tried_again(string path)
    {
        RunResult run = Run($"Start-ParallelFetch \"${{raw}}{path}\" -RetryIntervalSec 0.01");

        Assert.Empty(run.Errors);
        Assert.Equal([200], run.All<int>("StatusCode"));
        Assert.Equal([2], run.All<int>("Attempts"));
        Assert.Equal(2, (await CountersAsync()).Total.Requests);
    }

    /// <summary>How many requests reach a server that closes each connection instead of answering.</summary>
    public static TheoryData<string, bool, int, int> ClosedConnections
    {
        get
        {
            var data = new TheoryData<string, bool, int, int>();
            foreach (string method in new[] { "Get", "Head", "Put", "Delete" })
            {
                data.Add($"-Method {method}", false, 0, 1);
                data.Add($"-Method {method}", false, 2, 3);
                data.Add($"-Method {method}", true, 0, 2);
                data.Add($"-Method {method}", true, 2, 3);
            }

            foreach (bool kept in new[] { false, true })
            {
                data.Add("-Method Post", kept, 0, 1);
                data.Add("-Method Post -Body x", kept, 0, 1);
                data.Add("-Method Post -Body x", kept, 2, 3);
                data.Add("-Method Put -Body x", kept, 0, 1);
                data.Add("-Method Put -Body x", kept, 2, 3);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(ClosedConnections))]
    public async Task A_request_is_sent_once_more_than_asked_only_on_a_kept_connection(string options, bool kept, int count, int requests)
    {
        Run("Set-ParallelFetchLimit -Throttle 1");
        if (kept)
        {
            Assert.Empty(Run("Start-ParallelFetch \"${raw}ok\"").Errors);
        }

        RunResult run = Run($"Start-ParallelFetch \"${{raw}}close\" {options} -MaximumRetryCount {count} -RetryIntervalSec 0.01");

        Assert.Equal([requests], run.All<int>("Attempts"));
        Assert.Equal(requests, (await CountersAsync()).Total.Requests - (kept ? 1 : 0));
        Assert.Equal(["ProtocolError"], run.ErrorIds);
    }

    [Theory]
    [InlineData("reset-once/a", "-Method Post -Body x", "ConnectionFailed")]
    [InlineData("reset-once/a", "-Method Post", "ConnectionFailed")]
    [InlineData("close-once/a", "-Method Post -Body x", "ProtocolError")]
    [InlineData("close-once/a", "-Method Post", "ProtocolError")]
    [InlineData("close-once/a", "-Method Patch", "ProtocolError")]
    [InlineData("close-once/a", "-CustomMethod PROPFIND", "ProtocolError")]
    public async Task What_may_not_be_repeated_is_sent_exactly_once(string path, string options, string error)
    {
        RunResult run = Run($"Start-ParallelFetch \"${{raw}}{path}\" {options}");

        Assert.Equal(1, (await CountersAsync()).Total.Requests);
        Assert.Equal([1], run.All<int>("Attempts"));
        Assert.Equal([error], run.ErrorIds);
    }

    [Fact]
    public async Task What_may_not_be_repeated_is_if_the_count_says_so()
    {
        RunResult run = Run("'reset-once/a', 'close-once/b' | ForEach-Object { \"$raw$_\" } | Start-ParallelFetch -Method Post -Body abc -MaximumRetryCount 2 -RetryIntervalSec 0.01");

        Assert.Empty(run.Errors);
        Assert.All(run.All<string>("Content"), content => Assert.Contains("\"body\":\"abc\"", content, StringComparison.Ordinal));
        Assert.Equal([2, 2], run.All<int>("Attempts"));
        Assert.Equal(4, (await CountersAsync()).Total.Requests);
    }

    [Fact]
    public void A_refused_connection_is_tried_again_only_if_that_is_asked_for()
    {
        Assert.Equal([1], Run("Start-ParallelFetch $refused -RetryIntervalSec 0.01").All<int>("Attempts"));

        RunResult run = Run("Start-ParallelFetch $refused -RetryIntervalSec 0.01 -RetryConnectionRefused -MaximumRetryCount 4");

        Assert.Equal([5], run.All<int>("Attempts"));
        Assert.Equal(["ConnectionFailed"], run.ErrorIds);
    }

    [Fact]
    public void A_certificate_is_not_tried_again() =>
        Assert.Equal([1], Run("Start-ParallelFetch \"${https}text/1\" -ErrorAction SilentlyContinue").All<int>("Attempts"));

    [Fact]
    public async Task Retry_After_is_obeyed_by_all_requests_to_the_host()
    {
        RunResult run = Run("""
            "${http}status/503?times=1&retryAfter=1&id=a", "${http}text/1", "${http}text/2" |
                Start-ParallelFetch -Throttle 1 -RetryIntervalSec 0.01 -Verbose
            """);

        Assert.Equal(3, run.Output.Count);
        Assert.All(run.All<int>("StatusCode"), status => Assert.Equal(200, status));
        PSObject paused = run.Output.Single(result => result.Get<int>("Attempts") == 2);
        Assert.True(paused.Get<TimeSpan>("Elapsed") >= TimeSpan.FromSeconds(1));
        DateTimeOffset until = paused.Get<DateTimeOffset>("StartTime") + TimeSpan.FromSeconds(1);
        Assert.All(
            run.Output.Where(result => result.Get<int>("Attempts") == 1),
            result => Assert.True(result.Get<DateTimeOffset>("StartTime") >= until));
        Assert.Single(run.Verbose, line => line.EndsWith("answered 503 and asked for a pause: no request is sent to it for 1 s.", StringComparison.Ordinal));
        Assert.Equal(4, (await CountersAsync()).Total.Requests);
    }

    [Theory]
    [InlineData("-MaximumRetryAfterSec 0", "86400")]
    [InlineData("", "garbage")]
    [InlineData("", "-1")]
    [InlineData("", "Sun, 06 Nov 1994 08:49:37 GMT")]
    [InlineData("-MaximumRetryAfterSec 1", "31536000")]
    public void A_Retry_After_that_is_nonsense_or_not_wanted_makes_nobody_wait_for_long(string options, string value)
    {
        RunResult run = Run($"Start-ParallelFetch \"${{http}}status/429?times=1&retryAfter=$([uri]::EscapeDataString('{value}'))&id=a\" -RetryIntervalSec 0.01 {options}");

        Assert.Equal([200], run.All<int>("StatusCode"));
        Assert.True(run.Output[0].Get<TimeSpan>("Elapsed") < TimeSpan.FromSeconds(60));
    }

    [Fact]
    public void Progress_says_who_pauses_and_how_long()
    {
        RunResult run = Run("\"${http}status/503?times=1&retryAfter=2&id=a\", \"${http}text/1\" | Start-ParallelFetch -Throttle 1");

        Assert.Contains(run.Progress, record => record.StatusDescription.Contains($", paused 2 s by {Server.Http.Authority},", StringComparison.Ordinal));
        Assert.Contains(run.Progress, record => record.StatusDescription.Contains($", paused 1 s by {Server.Http.Authority},", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Too_many_retries_are_given_up_with_one_warning()
    {
        RunResult run = Run("1..500 | ForEach-Object { \"${http}status/500?$_\" } | Start-ParallelFetch -RetryIntervalSec 0.01 -Throttle 20");

        Assert.Equal(500, run.Output.Count);
        Assert.Empty(run.Errors);
        Assert.Contains("-Throttle", Assert.Single(run.Warnings), StringComparison.Ordinal);
        ServerCounters counters = await CountersAsync();

        // Those that were on the wire when the first one failed have earned their share twice.
        Assert.InRange(counters.Total.Requests, 500, 500 + (500 * 0.2) + 30 + (20 * 0.2));
        Assert.Equal(counters.Total.Requests, run.All<int>("Attempts").Sum());
    }

    [Fact]
    public async Task A_WebSession_has_a_count_and_an_interval_of_its_own()
    {
        Session.Run("$session = [pscustomobject]@{ Cookies = [System.Net.CookieContainer]::new(); MaximumRetryCount = 1; RetryIntervalInSeconds = 1 }");

        Assert.Equal([2], Run("Start-ParallelFetch \"${http}status/503\" -Method Post -Body x -WebSession $session").All<int>("Attempts"));
        Assert.Equal([4], Run("Start-ParallelFetch \"${http}status/503\" -WebSession $session -MaximumRetryCount 3 -RetryIntervalSec 0.01").All<int>("Attempts"));
        Assert.Equal(6, (await CountersAsync()).Total.Requests);
    }

    [Fact]
    public void A_background_fetch_is_tried_again_too_and_Wait_tells_of_it()
    {
        Run("Start-ParallelFetch \"${http}status/503?times=2&id=a\" -NoWait -RetryIntervalSec 0.01");

        RunResult run = Run("Wait-ParallelFetch -Verbose");

        Assert.Equal([3], run.All<int>("Attempts"));
        Assert.Equal(2, run.Verbose.Count(line => line.StartsWith("Try ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Ctrl_C_ends_the_wait_for_a_retry()
    {
        using PowerShell shell = Session.Create("1..5 | ForEach-Object { \"${http}status/503?retryAfter=300&$_\" } | Start-ParallelFetch");
        IAsyncResult running = shell.BeginInvoke();
        await Scope.WaitForAsync(counters => counters.Total.Requests >= 1 && counters.Total.Concurrent == 0, Patience, Cancellation);

        await Task.Run(shell.Stop, Cancellation).WaitAsync(Patience, Cancellation);

        Assert.True(running.IsCompleted);
        Assert.Equal(0, Run("(Get-ParallelFetchLimit).Waiting").Output[0].BaseObject);
    }
}
