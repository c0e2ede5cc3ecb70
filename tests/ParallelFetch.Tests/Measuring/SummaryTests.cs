using System.Collections;
using System.Management.Automation;
using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests.Measuring;

/// <summary>What Measure-ParallelFetch makes of results whose numbers the test has chosen.</summary>
public sealed class SummaryTests : IDisposable
{
    private readonly PowerShellSession _session = new();

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(10)]
    [InlineData(99)]
    [InlineData(1_000)]
    [InlineData(20_000)]
    public void Percentiles_are_right_to_within_one_percent(int count)
    {
        var random = new Random(count);
        TimeSpan[] times = [.. Enumerable.Range(0, count).Select(_ => TimeSpan.FromSeconds(Math.Pow(10, (random.NextDouble() * 7) - 4)))];

        PSObject summary = Measure(times.Select(time => new ResultCopy { Elapsed = time }));

        Array.Sort(times);
        foreach ((string name, double share) in new[] { ("P50", 0.5), ("P90", 0.9), ("P99", 0.99) })
        {
            TimeSpan exact = times[(int)Math.Ceiling(share * count) - 1];
            TimeSpan told = summary.Get<TimeSpan>(name);
            Assert.True(Math.Abs((told / exact) - 1) <= 0.01, $"{name} of {count} is {exact}, not {told}.");
        }

        Assert.Equal(times[^1], summary.Get<TimeSpan>("Longest"));
    }

    [Fact]
    public void Rows_of_the_histogram_have_all_fetches_and_follow_each_other()
    {
        PSObject summary = Measure(Enumerable.Range(1, 500).Select(index => new ResultCopy { Elapsed = TimeSpan.FromMilliseconds(index * index) }));

        List<PSObject> rows = [.. summary.Get<IEnumerable>("Latencies")!.Cast<object>().Select(PSObject.AsPSObject)];
        Assert.InRange(rows.Count, 2, 12);
        Assert.Equal(500, rows.Sum(row => row.Get<long>("Count")));
        Assert.All(rows.Zip(rows.Skip(1)), pair => Assert.Equal(pair.First.Get<TimeSpan>("UpTo"), pair.Second.Get<TimeSpan>("From")));
        Assert.True(rows[0].Get<TimeSpan>("From") <= TimeSpan.FromMilliseconds(1) && rows[^1].Get<TimeSpan>("UpTo") >= TimeSpan.FromSeconds(250));
    }

    [Fact]
    public void What_hosts_held_back_is_added_up_and_nonsense_is_not()
    {
        PSObject summary = Measure(
            new ResultCopy { Attempts = 3, Refusals = 2, Elapsed = TimeSpan.FromSeconds(9), HeldBack = TimeSpan.FromSeconds(5) },
            new ResultCopy { Attempts = 2, Elapsed = TimeSpan.FromSeconds(9), HeldBack = TimeSpan.FromSeconds(7), Uri = "http://b.example/" },
            new ResultCopy { Attempts = 2, Refusals = -5, Elapsed = TimeSpan.FromSeconds(1), HeldBack = TimeSpan.FromSeconds(2) },
            new ResultCopy { Attempts = 0, Refusals = "many", HeldBack = "long" },
            new ResultCopy { Attempts = 2, Refusals = null, HeldBack = TimeSpan.FromSeconds(-1) });

        Assert.Equal((2L, 2L, TimeSpan.FromSeconds(7)), (summary.Get<long>("Refusals"), summary.Get<long>("HeldBack"), summary.Get<TimeSpan>("LongestHeldBack")));
        Assert.Equal(
            [(2L, 1L, TimeSpan.FromSeconds(5)), (0L, 1L, TimeSpan.FromSeconds(7))],
            summary.Get<IEnumerable>("ByHost")!.Cast<object>().Select(PSObject.AsPSObject).Select(host => (host.Get<long>("Refusals"), host.Get<long>("HeldBack"), host.Get<TimeSpan>("LongestHeldBack"))));
    }

    [Fact]
    public void Throughput_is_that_of_the_fetches_that_were_sent()
    {
        PSObject summary = Measure(
            new ResultCopy { StartTime = ResultCopy.Noon, Elapsed = TimeSpan.FromSeconds(2), Length = 3_000L },
            new ResultCopy { StartTime = ResultCopy.Noon.AddSeconds(1), Elapsed = TimeSpan.FromSeconds(9), Length = 7_000L },
            new ResultCopy { StartTime = ResultCopy.Noon.AddDays(-1), IsSkipped = true, Attempts = 0, Length = 1_000_000L },
            new ResultCopy { StartTime = ResultCopy.Noon.AddDays(-1), StatusCode = 0, Error = "InvalidUri", Attempts = 0 });

        Assert.Equal(TimeSpan.FromSeconds(10), summary.Get<TimeSpan>("WallTime"));
        Assert.Equal((0.2, 1000.0), (summary.Get<double>("FetchesPerSecond"), summary.Get<double>("BytesPerSecond")));
        Assert.Equal((4L, 2L, 1L, 1L), (summary.Get<long>("Count"), summary.Get<long>("Succeeded"), summary.Get<long>("Failed"), summary.Get<long>("Skipped")));
    }

    [Fact]
    public void Hosts_beyond_ten_thousand_are_counted_together()
    {
        PSObject summary = Measure(Enumerable.Range(0, 10_300).Select(index => new ResultCopy { Uri = $"http://h{index}.example/", StatusCode = index < 10_000 ? 200 : 500 }));

        List<PSObject> hosts = [.. summary.Get<IEnumerable>("ByHost")!.Cast<object>().Select(PSObject.AsPSObject)];
        Assert.Equal(10_001, hosts.Count);
        Assert.Equal(("(other hosts)", 300L, 300L), (hosts[^1].Get<string>("Host"), hosts[^1].Get<long>("Count"), hosts[^1].Get<long>("Failed")));
        Assert.Equal(10_300, hosts.Sum(host => host.Get<long>("Count")));
    }

    [Fact]
    public void Hosts_are_told_apart_by_name_and_port()
    {
        object[] uris = ["http://a.example/", "https://A.example/x", "http://a.example:8080/", new Uri("http://bücher.example/"), "http://[::1]:81/", "http://me:secret@a.example/", "no url at all"];
        PSObject summary = Measure(uris.Select(uri => new ResultCopy { Uri = uri }));

        Assert.Equal(
            ["a.example: 3 (0 failed)", "(no URL): 1 (0 failed)", "a.example:8080: 1 (0 failed)", "xn--bcher-kva.example: 1 (0 failed)", "[::1]:81: 1 (0 failed)"],
            summary.Get<IEnumerable>("ByHost")!.Cast<object>().Select(host => host.ToString()));
    }

    [Fact]
    public void Results_of_several_machines_are_told_apart()
    {
        PSObject summary = Measure(
            new ResultCopy { Computer = "east" }, new ResultCopy { Computer = "west", StatusCode = 503 }, new ResultCopy { Computer = "EAST" }, new ResultCopy());

        Assert.Equal(["east: 2 (0 failed)", "west: 1 (1 failed)"], summary.Get<IEnumerable>("ByComputer")!.Cast<object>().Select(one => one.ToString()));
        Assert.Equal(4L, summary.Get<long>("Count"));
    }

    [Fact]
    public void A_copy_with_impossible_numbers_spoils_nothing_else()
    {
        PSObject summary = Measure(
            new ResultCopy { Elapsed = TimeSpan.FromMilliseconds(100) },
            new ResultCopy { StartTime = DateTimeOffset.MaxValue, Elapsed = TimeSpan.MaxValue },
            new ResultCopy { StartTime = DateTimeOffset.MinValue, Elapsed = TimeSpan.FromDays(-9) },
            new ResultCopy { StartTime = "yesterday", Elapsed = "a while", StatusCode = "fine", Attempts = "some", Length = -5L, Uri = null },
            new ResultCopy { Attempts = -3 });

        Assert.Equal(5L, summary.Get<long>("Count"));
        Assert.Equal(TimeSpan.FromMilliseconds(100), summary.Get<TimeSpan>("WallTime"));
        Assert.Equal(TimeSpan.FromMilliseconds(100), summary.Get<TimeSpan>("Longest"));
        Assert.Equal(3000L, summary.Get<long>("Bytes"));
        Assert.Equal(3L, summary.Get<long>("Requests"));
    }

    private PSObject Measure(params IEnumerable<ResultCopy> copies)
    {
        RunResult run = _session.With("copies", copies.Select(copy => copy.ToPSObject()).ToArray()).Run("$copies | Measure-ParallelFetch");
        Assert.Empty(run.Errors);
        return Assert.Single(run.Output);
    }
}
