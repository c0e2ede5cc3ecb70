using System.Collections;
using System.Management.Automation;
using ParallelFetch.Tests.Hosting;
using ParallelFetch.Tests.Requests;

namespace ParallelFetch.Tests.Measuring;

/// <summary>Measure-ParallelFetch with results of a real server.</summary>
public sealed class MeasureTests(ServerFixture fixture) : CmdletTest(fixture)
{
    [Fact]
    public void A_batch_is_summed_up()
    {
        PSObject summary = Assert.Single(Run("""
            @(1..8 | ForEach-Object { "${http}bytes/1000?$_" }) + "${http}status/404" + 'ftp://example.com/' + $refused |
                Start-ParallelFetch -Throttle 1 -ErrorAction SilentlyContinue | Measure-ParallelFetch
            """).Output);

        Assert.Equal((11L, 8L, 3L, 0L), Outcome(summary));
        Assert.Equal((10L, 0L, 0L), (summary.Get<long>("Requests"), summary.Get<long>("Retries"), summary.Get<long>("Redirects")));
        Assert.Equal(8010L, summary.Get<long>("Bytes"));
        Assert.Equal(8L, summary.Get<long>("ConnectionsReused"));
        Assert.Equal((8L, 1L), (Count(summary, "ByStatus", 200), Count(summary, "ByStatus", 404)));
        Assert.Equal((1L, 1L), (Count(summary, "ByError", "InvalidUri"), Count(summary, "ByError", "ConnectionFailed")));
        Assert.Equal([$"{Server.Http.Authority}: 9 (1 failed)", "(no URL): 1 (1 failed)", $"{Server.Refused.Authority}: 1 (1 failed)"], Texts(summary, "ByHost"));
        Assert.Equal(summary.Get<TimeSpan>("WallTime"), summary.Get<DateTimeOffset>("EndTime") - summary.Get<DateTimeOffset>("StartTime"));
        Assert.True(summary.Get<TimeSpan>("P50") <= summary.Get<TimeSpan>("P90") && summary.Get<TimeSpan>("P99") <= summary.Get<TimeSpan>("Longest"));
        Assert.Empty(Texts(summary, "ByComputer"));
    }

    [Fact]
    public void Retries_and_redirects_are_counted()
    {
        PSObject summary = Assert.Single(Run("""
            "${http}status/503", "${http}redirect/2" |
                Start-ParallelFetch -MaximumRetryCount 2 -RetryIntervalSec 0.01 -ErrorAction SilentlyContinue | Measure-ParallelFetch
            """).Output);

        Assert.Equal((4L, 2L, 2L), (summary.Get<long>("Requests"), summary.Get<long>("Retries"), summary.Get<long>("Redirects")));
        Assert.Equal((2L, 1L, 1L, 0L), Outcome(summary));
    }

    [Fact]
    public void What_was_there_already_is_skipped_and_brought_no_bytes()
    {
        using var folder = new TemporaryFolder();
        Session.With("file", folder.Write("there.bin", new byte[500]));

        PSObject summary = Assert.Single(Run("""Start-ParallelFetch "${http}bytes/1000" -OutFile $file -NoClobber | Measure-ParallelFetch""").Output);

        Assert.Equal((1L, 0L, 0L, 1L), Outcome(summary));
        Assert.Equal((0L, 0L), (summary.Get<long>("Bytes"), summary.Get<long>("Requests")));
        Assert.Null(summary.Get<object>("P50"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Copies_are_measured_like_the_results_themselves(int journeys)
    {
        using var folder = new TemporaryFolder();
        Session.With("serializer", typeof(PSSerializer)).With("journeys", journeys).With("file", folder.Write("there.bin", new byte[500]));
        RunResult run = Run("""
            $results = @("${http}bytes/5000", "${http}status/404", "${http}delay/20", 'ftp://example.com/', $refused | Start-ParallelFetch -ErrorAction SilentlyContinue) +
                (Start-ParallelFetch "${http}bytes/1000" -OutFile $file -NoClobber)
            $copies = $results
            foreach ($journey in 1..$journeys) { $copies = $serializer::Deserialize($serializer::Serialize($copies)) }
            $results | Measure-ParallelFetch
            $copies | Measure-ParallelFetch
            """);

        Assert.Empty(run.Errors);
        PSObject live = run.Output[0];
        PSObject copied = run.Output[1];
        foreach (string property in new[] { "Count", "Succeeded", "Failed", "Requests", "P50", "P90", "Longest", "Bytes" })
        {
            Assert.Equal(live.Get<object>(property), copied.Get<object>(property));
        }

        Assert.Equal(Texts(live, "ByHost"), Texts(copied, "ByHost"));
        Assert.Equal(Texts(live, "ByStatus"), Texts(copied, "ByStatus"));
        if (journeys == 1)
        {
            // After a second journey, errors and dates are only text: without ids, without fractions of a second.
            Assert.Equal(Texts(live, "ByError"), Texts(copied, "ByError"));
            Assert.Equal(live.Get<TimeSpan>("WallTime"), copied.Get<TimeSpan>("WallTime"));
            Assert.Equal(live.Get<long>("Skipped"), copied.Get<long>("Skipped"));
            Assert.Equal(live.Get<long>("ConnectionsReused"), copied.Get<long>("ConnectionsReused"));
        }
    }

    [Fact]
    public void What_is_no_result_is_an_error_that_names_it_and_is_left_out()
    {
        RunResult run = Run("""
            $result = Start-ParallelFetch "${http}text/1"
            'some words', 42, $result | Measure-ParallelFetch
            """);

        Assert.Equal(["InvalidInputObject", "InvalidInputObject"], run.ErrorIds);
        Assert.Contains("'some words', of the type System.String", run.Errors[0].Exception.Message, StringComparison.Ordinal);
        Assert.Equal("42", run.Errors[1].TargetObject.ToString());
        Assert.Equal((1L, 1L, 0L, 0L), Outcome(Assert.Single(run.Output)));
    }

    [Fact]
    public void Handles_are_refused_with_the_advice_to_wait()
    {
        RunResult run = Run("""Start-ParallelFetch "${http}text/1" -NoWait -PassThru | Measure-ParallelFetch; Wait-ParallelFetch | Measure-ParallelFetch""");

        Assert.Contains("Wait-ParallelFetch | Measure-ParallelFetch", Assert.Single(run.Errors).Exception.Message, StringComparison.Ordinal);
        Assert.Equal([0L, 1L], run.All<long>("Count"));
    }

    [Theory]
    [InlineData("@() | Measure-ParallelFetch")]
    [InlineData("$null | Measure-ParallelFetch")]
    [InlineData("Measure-ParallelFetch @()")]
    public void Nothing_gives_a_summary_of_zeros(string script)
    {
        RunResult run = Run(script);

        PSObject summary = Assert.Single(run.Output);
        Assert.Empty(run.Errors);
        Assert.Equal((0L, 0L, 0L, 0L), Outcome(summary));
        Assert.Equal((TimeSpan.Zero, 0.0), (summary.Get<TimeSpan>("WallTime"), summary.Get<double>("FetchesPerSecond")));
        Assert.Null(summary.Get<object>("StartTime"));
    }

    [Fact]
    public void Results_pass_through_when_a_variable_takes_the_summary()
    {
        RunResult run = Run("""
            function Measure-Here {
                1..3 | ForEach-Object { "${http}text/$_" } | Start-ParallelFetch | Measure-ParallelFetch -SummaryVariable sum
                $sum
            }
            Measure-Here
            "outside: $($null -eq $sum)"
            """);

        Assert.Equal(["FetchResult", "FetchResult", "FetchResult", "FetchSummary", "String"], run.Output.Select(item => item.BaseObject.GetType().Name));
        Assert.Equal(3L, run.Output[3].Get<long>("Count"));
        Assert.Equal("outside: True", run.Output[4].ToString());
    }

    [Fact]
    public void A_pipeline_that_was_stopped_leaves_the_summary_of_what_came()
    {
        RunResult run = Run("""
            $sum = 'that of an earlier run'
            foreach ($once in 1) {
                1..50 | ForEach-Object { "${http}text/$_" } | Start-ParallelFetch -InOrder | Measure-ParallelFetch -SummaryVariable sum |
                    ForEach-Object { if ($_.Uri.AbsolutePath -like '*/text/7') { break } }
            }
            $sum
            """);

        Assert.Equal(7L, Assert.Single(run.Output).Get<long>("Count"));
    }

    private static (long Count, long Succeeded, long Failed, long Skipped) Outcome(PSObject summary) =>
        (summary.Get<long>("Count"), summary.Get<long>("Succeeded"), summary.Get<long>("Failed"), summary.Get<long>("Skipped"));

    private static long Count(PSObject summary, string property, object key) => (long)summary.Get<IDictionary>(property)![key]!;

    private static IEnumerable<string?> Texts(PSObject summary, string property) => summary.Get<IEnumerable>(property)!.Cast<object>().Select(item => item.ToString());
}
