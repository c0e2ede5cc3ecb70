using System.Globalization;
using ParallelFetch.Engine.Tests.Fakes;
using ParallelFetch.Retry;

namespace ParallelFetch.Engine.Tests.Retry;

public sealed class RetryAfterTests
{
    // FakeTimeProvider begins here.
    private static readonly DateTimeOffset Now = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("0", 0)]
    [InlineData("1", 1)]
    [InlineData("120", 120)]
    [InlineData("  7  ", 7)]
    [InlineData("007", 7)]
    [InlineData("31536000", 31536000)]
    [InlineData("2147483647", int.MaxValue)]
    [InlineData("99999999999", int.MaxValue)]
    [InlineData("99999999999999999999999999999999999999999", int.MaxValue)]
    [InlineData("Sat, 01 Jan 2000 00:02:00 GMT", 120)]
    [InlineData("Saturday, 01-Jan-00 00:02:00 GMT", 120)]
    [InlineData("Sat Jan  1 00:02:00 2000", 120)]
    [InlineData("Sun Jan 16 00:00:00 2000", 15 * 86_400)]
    [InlineData("Sun, 06 Nov 1994 08:49:37 GMT", 0)]
    [InlineData("Sunday, 06-Nov-94 08:49:37 GMT", 0)]
    [InlineData("Sun Nov  6 08:49:37 1994", 0)]
    [InlineData("Sat, 01 Jan 2000 00:00:00 GMT", 0)]
    public void Seconds_and_all_three_kinds_of_http_dates_are_understood(string value, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), RetryAfter.Parse(value, Now));

    [Theory]
    [InlineData("1.5", 1_500)]
    [InlineData("0.0001", 1)]
    [InlineData("0.2501", 251)]
    [InlineData("2s", 2_000)]
    [InlineData("1.5s", 1_500)]
    [InlineData("Sat, 01 Jan 2000 00:02:00 UTC", 120_000)]
    [InlineData("2, 9", 9_000)]
    [InlineData("9, 2", 9_000)]
    [InlineData("soon, 9", 9_000)]
    [InlineData("Sat, 01 Jan 2000 00:00:04 GMT, 2", 4_000)]
    [InlineData("7, Sat, 01 Jan 2000 00:00:04 GMT", 7_000)]
    [InlineData("Sat, 01 Jan 2000 00:00:04 GMT, Sat, 01 Jan 2000 00:00:05 GMT", 5_000)]
    public void What_servers_make_of_it_is_understood_where_it_has_one_meaning(string value, int milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), RetryAfter.Parse(value, Now));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("-1")]
    [InlineData("+5")]
    [InlineData("1e3")]
    [InlineData("0x10")]
    [InlineData("soon")]
    [InlineData("5 seconds")]
    [InlineData("1.")]
    [InlineData(".5")]
    [InlineData("-0.5")]
    [InlineData("1.5.2")]
    [InlineData("s")]
    [InlineData("soon, later")]
    [InlineData(",")]
    [InlineData("٣")]
    [InlineData("NaN")]
    [InlineData("2000-01-01T00:02:00Z")]
    [InlineData("Sat, 32 Jan 2000 00:02:00 GMT")]
    [InlineData("Sat, 01 Jan 2000 00:02:00 +0100")]
    public void Anything_else_says_nothing(string? value) => Assert.Null(RetryAfter.Parse(value, Now));

    [Theory]
    [InlineData("de-DE")]
    [InlineData("ar-SA")]
    [InlineData("th-TH")]
    public void The_culture_of_the_machine_does_not_matter(string culture)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo(culture);
            Assert.Equal(TimeSpan.FromMinutes(2), RetryAfter.Parse("Sat, 01 Jan 2000 00:02:00 GMT", Now));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData("1", 1)]
    [InlineData("20", 20)]
    [InlineData("0", 0.5)]
    [InlineData("Sat, 01 Jan 2000 00:00:30 GMT", 30)]
    [InlineData("Sun, 06 Nov 1994 08:49:37 GMT", 0.5)]
    [InlineData("31536000", 300)]
    [InlineData("Fri, 01 Jan 2100 00:00:00 GMT", 300)]
    [InlineData("999999999999999999999999", 300)]
    [InlineData("-1", 0.5)]
    [InlineData("garbage", 0.5)]
    [InlineData("", 0.5)]
    [InlineData(null, 0.5)]
    public void A_retry_waits_as_long_as_it_says_but_not_longer_than_allowed(string? value, double seconds) =>
        Assert.Equal(seconds, DelayAfter(503, value, new RetryOptions { MaximumCount = 1, RateLimitTimeout = TimeSpan.FromSeconds(400) }), 0.002);

    [Theory]
    [InlineData(10, "60", 10)]
    [InlineData(10, "9", 9)]
    [InlineData(0, "60", 1)]
    public void The_longest_wait_can_be_set_and_zero_ignores_the_field(int most, string value, double seconds) =>
        Assert.Equal(seconds, DelayAfter(429, value, new RetryOptions { MaximumCount = 1, MaximumRetryAfter = TimeSpan.FromSeconds(most) }), 0.002);

    [Theory]
    [InlineData(403, 60)]
    [InlineData(408, 60)]
    [InlineData(413, 60)]
    [InlineData(429, 60)]
    [InlineData(500, 60)]
    [InlineData(502, 60)]
    [InlineData(503, 60)]
    [InlineData(504, 60)]
    [InlineData(404, 0.5)]
    [InlineData(501, 0.5)]
    [InlineData(202, 0.5)]
    public void Only_the_codes_that_mean_to_come_again_are_asked_for_it(int status, double seconds) =>
        Assert.Equal(seconds, DelayAfter(status, "60", new RetryOptions { MaximumCount = 1, StatusCodes = [status] }), 0.002);

    [Theory]
    [InlineData(403, 1)]
    [InlineData(413, 1)]
    [InlineData(404, 0)]
    [InlineData(501, 0)]
    public void It_makes_a_status_come_again_that_would_not_without_it(int status, int sentAgain)
    {
        using var fixture = new EngineFixture(static () => 0.5);
        using FetchBatch batch = fixture.Engine.StartBatch();
        fixture.Add(batch, 1, new FetchOptions { Retry = new RetryOptions { MaximumCount = 1 } });

        fixture.Network.Oldest.Refuse(status, "60");
        fixture.Pass(TimeSpan.FromSeconds(60));

        Assert.Equal(1 + sentAgain, fixture.Network.Count);
    }

    [Fact]
    public void A_server_that_asks_for_less_than_the_backoff_gets_its_way()
    {
        using var fixture = new EngineFixture(static () => 0.5);
        using FetchBatch batch = fixture.Engine.StartBatch();
        fixture.Add(batch, 1, new FetchOptions { Retry = new RetryOptions { MaximumCount = 10 } });
        for (int i = 0; i < 8; i++)
        {
            fixture.Network.Oldest.Refuse(503, "1");

            Assert.Equal(1, fixture.WaitForNext(TimeSpan.FromSeconds(10)).TotalSeconds, 0.003);
        }
    }

    private static double DelayAfter(int status, string? retryAfter, RetryOptions options)
    {
        using var fixture = new EngineFixture(static () => 0.5);
        using FetchBatch batch = fixture.Engine.StartBatch();
        fixture.Add(batch, 1, new FetchOptions { Retry = options });
        fixture.Network.Oldest.Refuse(status, retryAfter);
        return fixture.WaitForNext(TimeSpan.FromSeconds(400)).TotalSeconds;
    }
}
