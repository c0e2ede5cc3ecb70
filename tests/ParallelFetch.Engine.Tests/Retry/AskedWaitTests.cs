using System.Net;
using FsCheck;
using FsCheck.Fluent;
using ParallelFetch.Engine.Tests.Fuzz;
using ParallelFetch.Retry;

namespace ParallelFetch.Engine.Tests.Retry;

public sealed class AskedWaitTests
{
    // 1,700,000,000 s since 1970.
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);

    private static readonly string[] Names =
    [
        "Retry-After", "RateLimit", "RateLimit-Remaining", "RateLimit-Reset", "X-RateLimit-Remaining", "X-RateLimit-Reset",
        "X-Rate-Limit-Remaining", "X-Rate-Limit-Reset",
    ];

    private static readonly Gen<string> Value = Generate.Text(
        "0", "1", "5", "-", ".", "86400", "86401", "1700000005", "1700000005000", "99999999999", "999999999999999999999999999999",
        "limit=", "remaining=0", "remaining=", "reset=5", "reset=", "\"a\"", "\"", "\\", ";r=0", ";r=", ";t=5", ";t=", "a;r=0;t=7", "=", ";", ", ", ",", " ",
        "Tue, 14 Nov 2023 22:13:25 GMT", "Tue, 14 Nov 2023 22:13:25 UTC", "Tuesday, 14-Nov-23 22:13:25 GMT", "s", "٣");

    [Theory]
    [InlineData(429, "2", 2)]
    [InlineData(503, "2", 2)]
    [InlineData(403, "2", 2)]
    [InlineData(202, "2", 2)]
    [InlineData(429, "Tue, 14 Nov 2023 22:13:25 GMT", 5)]
    [InlineData(429, "Tue, 14 Nov 2023 22:13:00 GMT", 0)]
    [InlineData(429, "soon", null)]
    public void Retry_after_counts_with_every_status(int status, string value, int? seconds) =>
        Assert.Equal(seconds, SecondsOf(status, ("Retry-After", value)));

    [Theory]
    [InlineData("limit=100, remaining=0, reset=5", 5)]
    [InlineData("limit=100,remaining=0,reset=5", 5)]
    [InlineData("Limit=100, Remaining=0, Reset=5", 5)]
    [InlineData("limit=100;w=60, remaining=0, reset=5", 5)]
    [InlineData("limit=100, remaining=1, reset=5", null)]
    [InlineData("limit=100, reset=5", 5)]
    [InlineData("limit=100, remaining=0", null)]
    [InlineData("limit=100, remaining=0, reset=-5", null)]
    [InlineData("limit=1, remaining=0, reset=5, limit=2, remaining=0, reset=9", 9)]
    [InlineData("limit=1, remaining=0, reset=5, limit=2, remaining=1, reset=9", 5)]
    [InlineData("\"name\";r=0;t=5", 5)]
    [InlineData("\"name\"; r=0; t=5", 5)]
    [InlineData("name;r=0;t=5", 5)]
    [InlineData("\"name\";r=0;t=5;pk=:cHNsZg==:", 5)]
    [InlineData("\"name\";r=3;t=5", null)]
    [InlineData("\"name\";r=0", null)]
    [InlineData("\"name\"", null)]
    [InlineData("\"burst\";r=0;t=5, \"day\";r=400;t=3600", 5)]
    [InlineData("\"burst\";r=0;t=5, \"day\";r=0;t=3600", 3600)]
    [InlineData("\"a, \\\"b\\\"; r=9;t=8\";r=0;t=5", 5)]
    [InlineData("\"limit=5\";r=0;t=5", 5)]
    [InlineData("\"open;r=0;t=5", null)]
    [InlineData("100", null)]
    public void The_rate_limit_field_is_read_in_both_forms(string value, int? seconds) =>
        Assert.Equal(seconds, SecondsOf(429, ("RateLimit", value)));

    [Theory]
    [InlineData("RateLimit-", "0", "5", 5)]
    [InlineData("RateLimit-", null, "5", 5)]
    [InlineData("RateLimit-", "2", "5", null)]
    [InlineData("RateLimit-", "0", "2592000", 2_592_000)]
    [InlineData("RateLimit-", "0", "1700000005", 5)]
    [InlineData("RateLimit-", "0, 3", "5, 60", 5)]
    [InlineData("RateLimit-", "0, 0", "5, 60", 60)]
    [InlineData("RateLimit-", "0, 3", "5", null)]
    [InlineData("X-RateLimit-", "0", "1700000005", 5)]
    [InlineData("X-RateLimit-", "0", "1700000005000", 5)]
    [InlineData("X-RateLimit-", "0", "1700000005.0", 5)]
    [InlineData("X-RateLimit-", "0", "1699999000", 0)]
    [InlineData("X-RateLimit-", "0", "86400", 86_400)]
    [InlineData("X-RateLimit-", "0", "86401", null)]
    [InlineData("X-RateLimit-", "0", "999999999", null)]
    [InlineData("X-RateLimit-", "0", "999999999999", null)]
    [InlineData("X-RateLimit-", "0", "2023-11-14", null)]
    [InlineData("X-RateLimit-", "17", "1700000005", null)]
    [InlineData("X-RateLimit-", null, "1700000005", 5)]
    [InlineData("X-Rate-Limit-", "0", "1700000005", 5)]
    public void The_older_fields_are_read_where_they_have_one_meaning(string prefix, string? remaining, string reset, int? seconds)
    {
        (string, string?)[] fields = [(prefix + "Remaining", remaining), (prefix + "Reset", reset)];

        Assert.Equal(seconds, SecondsOf(429, fields));
    }

    [Theory]
    [InlineData(429, null, 5)]
    [InlineData(429, "0", 5)]
    [InlineData(403, "0", 5)]
    [InlineData(503, "0", 5)]
    [InlineData(403, null, null)]
    [InlineData(500, null, null)]
    [InlineData(200, "0", null)]
    public void Without_a_count_only_429_says_that_the_quota_is_used_up(int status, string? remaining, int? seconds) =>
        Assert.Equal(seconds, SecondsOf(status, ("X-RateLimit-Remaining", remaining), ("X-RateLimit-Reset", "5")));

    [Fact]
    public void Retry_after_takes_precedence_unless_it_is_nonsense()
    {
        Assert.Equal(2, SecondsOf(429, ("Retry-After", "2"), ("RateLimit", "\"a\";r=0;t=50")));
        Assert.Equal(0, SecondsOf(429, ("Retry-After", "0"), ("RateLimit", "\"a\";r=0;t=50")));
        Assert.Equal(50, SecondsOf(429, ("Retry-After", "-2"), ("RateLimit", "\"a\";r=0;t=50")));
        Assert.Equal(9, SecondsOf(429, ("RateLimit", "\"a\";r=0;t=5"), ("X-RateLimit-Remaining", "0"), ("X-RateLimit-Reset", "9")));
    }

    [Fact]
    public void A_fetch_without_a_response_asks_for_nothing()
    {
        var outcome = new FetchOutcome(FetchRequest.Create("http://host/"));

        Assert.Null(AskedWait.Of(outcome, Now));
    }

    [Fact]
    public void No_field_however_odd_throws_or_asks_for_less_than_nothing()
    {
        Gen<(string Name, string Value)> field = from name in Gen.Elements(Names) from value in Value select (name, value);
        Gen<(string Name, string Value)[]> fields = Gen.Choose(1, 4).SelectMany(count => field.ArrayOf(count));
        PropertyCheck.ForAll(20_000, Arb.From(fields, Generate.Smaller), given =>
        {
            FetchOutcome outcome = Outcome(429, [.. given.Select(pair => (pair.Name, (string?)pair.Value))]);

            Assert.True(AskedWait.Of(outcome, Now) is null or { Ticks: >= 0 }, "It is to wait for less than nothing.");
        });
    }

    private static double? SecondsOf(int status, params (string Name, string? Value)[] fields) =>
        AskedWait.Of(Outcome(status, fields), Now)?.TotalSeconds;

    private static FetchOutcome Outcome(int status, params (string Name, string? Value)[] fields)
    {
        using var response = new HttpResponseMessage((HttpStatusCode)status) { Content = new ByteArrayContent([]) };
        foreach ((string name, string? value) in fields)
        {
            if (value is not null)
            {
                response.Headers.TryAddWithoutValidation(name, value);
            }
        }

        var outcome = new FetchOutcome(FetchRequest.Create("http://host/"));
        outcome.SetResponse(response, new Uri("http://host/"));
        return outcome;
    }
}
