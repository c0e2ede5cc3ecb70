namespace ParallelFetch.Engine.Tests.Scheduling;

public sealed class PacingTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData(0.1, 100)]
    [InlineData(0.5, 100)]
    [InlineData(1, 10)]
    [InlineData(1, 100)]
    [InlineData(3, 100)]
    [InlineData(7.7, 100)]
    [InlineData(15, 10)]
    [InlineData(20, 100)]
    [InlineData(33.3, 10)]
    [InlineData(100, 10)]
    [InlineData(100, 100)]
    [InlineData(999, 10)]
    [InlineData(300, 100)]
    [InlineData(5_000, 10)]
    public void A_rate_is_exact_over_time_and_smooth_within_it(double rate, int seconds)
    {
        using var run = new PacedRun(new FetchLimits { RequestsPerSecond = rate });

        run.For(Second * seconds);

        AssertExact(rate, run, Second * seconds);
        AssertSmooth(rate, run, Second * seconds);
    }

    [Theory]
    [InlineData(0.1, 100)]
    [InlineData(5, 100)]
    [InlineData(50, 10)]
    [InlineData(1_000, 10)]
    public void A_rate_for_each_host_is_exact_for_each_of_them(double rate, int seconds)
    {
        using var run = new PacedRun(new FetchLimits { Throttle = 0, RequestsPerSecondPerHost = rate }, "a", "b", "c");

        run.For(Second * seconds);

        foreach (string host in new[] { "a", "b", "c" })
        {
            AssertExact(rate, run, Second * seconds, host);
            Assert.InRange(run.MostAtOnce(host), 1, Burst(rate));
        }
    }

    [Theory]
    [InlineData(1, 100, 0)]
    [InlineData(2, 500, 0)]
    [InlineData(1, 5, 150)]
    [InlineData(10, 100, 90)]
    [InlineData(100, 500, 160)]
    [InlineData(100, 50, 1_500)]
    public void The_rate_is_exact_whatever_the_limit_and_the_latency_as_long_as_they_allow_it(int limit, double rate, int latency)
    {
        using var run = new PacedRun(new FetchLimits { Throttle = limit, RequestsPerSecond = rate, RequestsPerSecondPerHost = rate })
        {
            Latency = TimeSpan.FromMilliseconds(latency),
        };

        run.For(Second * 20);

        AssertExact(rate, run, Second * 20);
        AssertSmooth(rate, run, Second * 20);
    }

    [Fact]
    public void Where_the_limit_allows_less_than_the_rate_the_limit_decides()
    {
        using var run = new PacedRun(new FetchLimits { Throttle = 4, RequestsPerSecond = 1_000 }) { Latency = TimeSpan.FromMilliseconds(50) };

        run.For(Second * 10);

        AssertExact(4 / 0.05, run, Second * 10);
    }

    [Fact]
    public void Both_rates_hold_together()
    {
        using var run = new PacedRun(
            new FetchLimits { Throttle = 0, RequestsPerSecond = 50, RequestsPerSecondPerHost = 20 }, "a", "b", "c", "d");
        run.For(Second * 20);
        AssertExact(50, run, Second * 20);
        Assert.All(["a", "b", "c", "d"], host => AssertExact(12.5, run, Second * 20, host));

        using var other = new PacedRun(new FetchLimits { Throttle = 0, RequestsPerSecond = 50, RequestsPerSecondPerHost = 20 }, "a", "b");
        other.For(Second * 20);
        Assert.All(["a", "b"], host => AssertExact(20, other, Second * 20, host));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(15)]
    public void A_clock_that_goes_in_steps_does_not_make_it_slower(int step)
    {
        foreach (double rate in new double[] { 0.5, 3, 15, 20, 25, 40, 64, 100, 500 })
        {
            using var run = new PacedRun(new FetchLimits { RequestsPerSecond = rate }) { Step = TimeSpan.FromMilliseconds(step) };

            run.For(Second * 20);

            AssertExact(rate, run, Second * 20);
            Assert.InRange(run.MostAtOnce(), 1, Math.Max(Burst(rate), Math.Ceiling(rate * step / 1_000)));
        }
    }

    [Theory]
    [InlineData(10)]
    [InlineData(100)]
    [InlineData(1_000)]
    public void Steps_longer_than_the_burst_never_make_it_faster(double rate)
    {
        using var run = new PacedRun(new FetchLimits { RequestsPerSecond = rate }) { Step = TimeSpan.FromMilliseconds(100) };

        run.For(Second * 20);

        Assert.InRange(run.Sent.Count, rate * 20 * 0.45, (rate * 20) + 1);
        Assert.InRange(run.MostAtOnce(), 1, Burst(rate));
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(1)]
    [InlineData(19)]
    [InlineData(20)]
    [InlineData(30)]
    [InlineData(100)]
    [InlineData(110)]
    [InlineData(1_000)]
    public void Time_without_requests_saves_up_no_more_than_the_burst(double rate)
    {
        using var run = new PacedRun(new FetchLimits { Throttle = 0, RequestsPerSecond = rate, RequestsPerSecondPerHost = rate });
        run.For(Second);
        run.Jump(TimeSpan.FromMinutes(30)).For(Second);
        run.Jump(TimeSpan.FromHours(1)).For(Second);

        AssertSmooth(rate, run, TimeSpan.FromHours(2));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    public void A_call_after_a_long_rest_does_not_begin_with_more_than_the_burst(double rate)
    {
        using var run = new PacedRun(new FetchLimits { Throttle = 0, RequestsPerSecond = rate }) { Step = TimeSpan.FromMilliseconds(20) };
        run.For(Second / 5).Idle(TimeSpan.FromHours(1)).For(Second);

        Assert.InRange(run.MostAtOnce(), 1, Burst(rate));
    }

    [Theory]
    [InlineData(1e-9, 1)]
    [InlineData(1e-300, 1)]
    [InlineData(1e300, 500)]
    [InlineData(double.MaxValue, 500)]
    public void The_ends_of_the_range_are_rates_like_any_other(double rate, int expected)
    {
        using var fixture = new Fakes.EngineFixture();
        using FetchBatch batch = fixture.Engine.StartBatch(
            new FetchLimits { Throttle = 0, RequestsPerSecond = rate, RequestsPerSecondPerHost = rate }, inOrder: false);
        fixture.Add(batch, 500);

        fixture.Pass(Second * 2);

        Assert.Equal(expected, fixture.Network.Count);
    }

    [Fact]
    public void A_new_rate_holds_at_once_up_and_down()
    {
        using var run = new PacedRun(new FetchLimits { Throttle = 100, RequestsPerSecond = 0.01 });
        run.For(Second * 5);
        Assert.Single(run.Sent);

        run.Engine.SetLimits(new FetchLimits { RequestsPerSecond = 500 });
        run.For(Second * 5);
        AssertExact(500, run, Second * 10, from: Second * 5);

        run.Engine.SetLimits(new FetchLimits { RequestsPerSecond = 2 });
        run.For(Second * 10);
        AssertExact(2, run, Second * 20, from: Second * 10);
        Assert.InRange(run.MostAtOnce(), 1, Burst(500));
    }

    [Fact]
    public void A_new_rate_for_each_host_holds_at_once_up_and_down()
    {
        using var run = new PacedRun(new FetchLimits { Throttle = 100, RequestsPerSecondPerHost = 0.01 }, "a", "b");
        run.For(Second * 5);
        Assert.Equal(2, run.Sent.Count);

        run.Engine.SetLimits(new FetchLimits { RequestsPerSecondPerHost = 100 });
        run.For(Second * 5);
        AssertExact(100, run, Second * 10, "b", Second * 5);

        run.Engine.SetLimits(new FetchLimits { RequestsPerSecondPerHost = 1 });
        run.For(Second * 20);
        AssertExact(1, run, Second * 30, "b", Second * 10);
    }

    [Fact]
    public void Zero_lifts_a_rate_at_once_and_another_one_begins_without_a_burst()
    {
        using var run = new PacedRun(new FetchLimits { Throttle = 10, RequestsPerSecond = 1, RequestsPerSecondPerHost = 1 })
        {
            Latency = TimeSpan.FromMilliseconds(5),
        };
        run.For(Second);

        run.Engine.SetLimits(new FetchLimits { RequestsPerSecond = 0, RequestsPerSecondPerHost = 0 });
        run.For(Second);
        AssertExact(10 / 0.005, run, Second * 2, from: Second);

        run.Engine.SetLimits(new FetchLimits { RequestsPerSecond = 10 });
        run.For(Second * 10);
        AssertExact(10, run, Second * 12, from: Second * 2);
    }

    [Fact]
    public void Retries_count_against_the_rate_too()
    {
        using var fixture = new Fakes.EngineFixture(static () => 0);
        fixture.Network.Auto = _ => new HttpResponseMessage(System.Net.HttpStatusCode.InternalServerError);
        using FetchBatch batch = fixture.Engine.StartBatch(new FetchLimits { RequestsPerSecond = 10 }, inOrder: false);
        fixture.Add(batch, 20, new FetchOptions { Retry = new ParallelFetch.Retry.RetryOptions { MaximumCount = 1 } });

        fixture.Pass(Second);
        Assert.InRange(fixture.Network.Count, 10, 11);
        fixture.Pass(Second * 3);

        Assert.Equal(40, fixture.Network.Count);
        Assert.Equal(20, Fakes.EngineFixture.TakeReady(batch).Count);
    }

    private static int Burst(double rate) => Math.Max(1, (int)(rate * 0.05));

    private static void AssertExact(double rate, PacedRun run, TimeSpan until, string? host = null, TimeSpan? from = null)
    {
        int count = run.Count(from ?? TimeSpan.FromTicks(-1), until, host);
        double expected = rate * (until - (from ?? TimeSpan.Zero)).TotalSeconds;
        double tolerance = Math.Max(1, expected * 0.02);
        Assert.True(Math.Abs(count - expected) <= tolerance, $"{count} requests were sent instead of {expected} at a rate of {rate}.");
    }

    private static void AssertSmooth(double rate, PacedRun run, TimeSpan until)
    {
        Assert.InRange(run.MostAtOnce(), 1, Burst(rate));
        TimeSpan window = TimeSpan.FromMilliseconds(100);
        double most = (rate * window.TotalSeconds) + Burst(rate) + 1;
        TimeSpan[] sent = [.. run.Sent.Select(request => request.At).Where(at => at <= until)];
        for (int first = 0, last = 0; last < sent.Length; last++)
        {
            while (sent[last] - sent[first] > window)
            {
                first++;
            }

            Assert.InRange(last - first + 1, 0, most);
        }
    }
}
