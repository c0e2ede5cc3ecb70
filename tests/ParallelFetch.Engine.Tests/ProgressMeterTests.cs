using Microsoft.Extensions.Time.Testing;

namespace ParallelFetch.Engine.Tests;

public sealed class ProgressMeterTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly ProgressMeter _meter;

    public ProgressMeterTests() => _meter = new ProgressMeter(_clock);

    [Fact]
    public void It_is_due_five_times_a_second()
    {
        Assert.False(_meter.IsDue);
        _clock.Advance(TimeSpan.FromMilliseconds(199));
        Assert.False(_meter.IsDue);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(_meter.IsDue);
        _meter.Read(default);
        Assert.False(_meter.IsDue);
    }

    [Fact]
    public void Without_a_total_there_is_neither_percentage_nor_end()
    {
        ProgressReading reading = Run(10, new FetchProgress(100, 40, 0, 5));

        Assert.Equal((-1, -1), (reading.Percent, reading.SecondsLeft));
        Assert.StartsWith("40 done, 0 failed, 5 in flight, ", reading.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("left", reading.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void With_a_total_the_end_is_estimated()
    {
        _meter.Total = 1_000;

        ProgressReading reading = Run(10, new FetchProgress(300, 200, 1, 10) { Bytes = 200 * 1024 });

        Assert.Equal(20, reading.Percent);
        Assert.Equal(40, reading.SecondsLeft);
        Assert.Equal("200 of 1,000 done, 1 failed, 10 in flight, 20/s, 0:00:40 left, 200.0 KiB, 20.0 KiB/s, 90 waiting", reading.Text);
    }

    [Fact]
    public void Nothing_is_estimated_from_a_moment_or_from_nothing()
    {
        _meter.Total = 10;

        _clock.Advance(TimeSpan.FromMilliseconds(200));
        Assert.Equal(-1, _meter.Read(new FetchProgress(10, 5, 0, 5)).SecondsLeft);
        var stuck = new ProgressMeter(_clock) { Total = 10 };
        _clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(-1, stuck.Read(new FetchProgress(10, 0, 0, 10)).SecondsLeft);
    }

    [Fact]
    public void The_rate_follows_what_happens_now()
    {
        _meter.Total = 10_000;
        Run(30, new FetchProgress(10_000, 3_000, 0, 1));

        FetchProgress slow = new(10_000, 3_000, 0, 1);
        ProgressReading reading = default;
        for (int second = 1; second <= 15; second++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            reading = _meter.Read(slow with { Completed = 3_000 + second });
        }

        Assert.Contains(" 2/s", reading.Text, StringComparison.Ordinal);
        Assert.InRange(reading.SecondsLeft, 3_000, 7_000);
    }

    [Fact]
    public void More_than_was_expected_raises_the_total()
    {
        _meter.Total = 10;

        Assert.Equal(50, Run(2, new FetchProgress(40, 20, 0, 5)).Percent);
    }

    [Fact]
    public void Retries_and_a_pause_are_told_of_and_the_end_is_not_before_the_pause_is_over()
    {
        _meter.Total = 10;

        ProgressReading reading = Run(9, new FetchProgress(10, 9, 0, 0) { Retrying = 1, Hold = Paused("host", 29.5) });

        Assert.Equal(30, reading.SecondsLeft);
        Assert.Contains("9 of 10 done, paused 30 s by host, 0 failed, 1 to be tried again, 0 in flight, ", reading.Text, StringComparison.Ordinal);
        Assert.EndsWith(", 0:00:30 left, 1 waiting", reading.Text, StringComparison.Ordinal);
    }

    public static TheoryData<string, object> Holds => new()
    {
        { "paused 12 s by www.example.org", Paused("www.example.org", 11.2) },
        { "www.example.org limited to 20/s", new HostHold(HostHoldKind.Limited, "www.example.org") { Rate = 19.7, AtOnce = 1 } },
        { "www.example.org limited to 1.7/s", new HostHold(HostHoldKind.Limited, "www.example.org") { Rate = 1.67 } },
        { "www.example.org limited to 0.05/s", new HostHold(HostHoldKind.Limited, "www.example.org") { Rate = 0.05 } },
        { "www.example.org limited to 8 at once", new HostHold(HostHoldKind.Limited, "www.example.org") { AtOnce = 8 } },
        { "www.example.org down for 14 s", new HostHold(HostHoldKind.Down, "www.example.org") { Time = TimeSpan.FromSeconds(14) } },
        { "paused 1 s by a (+1 host)", Paused("a", 1) with { Others = 1 } },
        { "paused 1 s by a (+1,200 hosts)", Paused("a", 1) with { Others = 1_200 } },
        { "paused 1 s by images-cdn-…e.org:8080", Paused("images-cdn-17.eu-west-1.example.org:8080", 1) },
    };

    [Theory]
    [MemberData(nameof(Holds))]
    public void What_a_host_does_is_told_where_eighty_columns_show_it(string text, object hold)
    {
        _meter.Total = 400_000;

        string shown = Run(1, new FetchProgress(20_000, 12_345, 17, 3) { Hold = (HostHold)hold }).Text;

        Assert.StartsWith($"12,345 of 400,000 done, {text}, 17 failed, ", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void The_longest_name_of_a_host_leaves_room_for_what_it_does()
    {
        _meter.Total = 400_000;
        HostHold[] holds = [Paused(new string('a', 80), 300), new(HostHoldKind.Limited, new string('a', 80)) { Rate = 19_999 }, new(HostHoldKind.Down, new string('a', 80)) { Time = TimeSpan.FromSeconds(300) }];

        // 80 columns less "Fetching URLs [" and the seconds that are left.
        Assert.All(holds, hold => Assert.InRange(Run(1, new FetchProgress(20_000, 1_234, 0, 3) { Hold = hold }).Text.IndexOf(", 0 failed", StringComparison.Ordinal), 20, 66));
    }

    [Fact]
    public void The_time_left_is_that_of_the_rate_that_a_host_has_been_seen_to_take()
    {
        _meter.Total = 400;
        HostHold limited = new(HostHoldKind.Limited, "host") { Rate = 20, LimitedShare = 1, SlowestShare = 1, SlowestRate = 20 };

        // After a burst of a hundred a second.
        Assert.Equal(15, Run(1, new FetchProgress(400, 100, 0, 1) { Hold = limited }).SecondsLeft);

        // In a pause, when nothing comes.
        for (int second = 0; second < 10; second++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal(18, _meter.Read(new FetchProgress(400, 100, 0, 1) { Hold = limited with { Kind = HostHoldKind.Paused, Pause = TimeSpan.FromSeconds(3) } }).SecondsLeft);
        }
    }

    [Fact]
    public void The_time_left_is_the_longer_one_of_hosts_that_are_limited_and_the_others()
    {
        _meter.Total = 1_100;
        HostHold limited = new(HostHoldKind.Limited, "host") { Rate = 5, LimitedShare = 0.1, SlowestShare = 0.1, SlowestRate = 5 };

        Assert.Equal(20, Run(1, new FetchProgress(1_100, 100, 0, 1) { Hold = limited }).SecondsLeft);
        Assert.Equal(10, _meter.Read(new FetchProgress(1_100, 100, 0, 1) { Hold = limited with { SlowestRate = 1_000 } }).SecondsLeft, 2.0);
    }

    [Fact]
    public void The_time_left_is_unknown_while_most_waits_for_a_host_that_is_down()
    {
        _meter.Total = 400;
        HostHold down = new(HostHoldKind.Down, "host") { Time = TimeSpan.FromSeconds(2), DownShare = 0.6 };

        Assert.Equal(-1, Run(2, new FetchProgress(400, 100, 0, 1) { Hold = down }).SecondsLeft);
        Assert.InRange(_meter.Read(new FetchProgress(400, 100, 0, 1) { Hold = down with { DownShare = 0.1 } }).SecondsLeft, 1, 1_000);
    }

    [Fact]
    public void Bytes_do_not_go_back()
    {
        Run(1, new FetchProgress(2, 0, 0, 2) { Bytes = 2048 });

        Assert.Contains(", 2.0 KiB, ", Run(1, new FetchProgress(2, 0, 0, 2) { Bytes = 1024 }).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Asking_whether_it_is_time_allocates_nothing()
    {
        var meter = new ProgressMeter(TimeProvider.System);
        bool isDue = meter.IsDue;
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int result = 0; result < 20_000; result++)
        {
            isDue |= meter.IsDue;
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    // In even steps, five a second, up to a reading.
    private ProgressReading Run(int seconds, FetchProgress end)
    {
        int steps = seconds * 5;
        ProgressReading reading = default;
        for (int step = 1; step <= steps; step++)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(200));
            reading = _meter.Read(end with { Completed = end.Completed * step / steps, Bytes = end.Bytes * step / steps });
        }

        return reading;
    }

    private static HostHold Paused(string host, double seconds) =>
        new(HostHoldKind.Paused, host) { Time = TimeSpan.FromSeconds(seconds), Pause = TimeSpan.FromSeconds(seconds) };
}
