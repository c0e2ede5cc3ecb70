namespace ParallelFetch.Engine.Tests.Simulation;

/// <summary>Flow control is not failure: what a server does not take now, it gets later, at its own pace.</summary>
public sealed class FlowControlTests
{
    public static TheoryData<string, int> Rates { get; } = Scenarios.Rows("rate", 1, 2, 3);

    public static TheoryData<string, int> Leaky { get; } = Scenarios.Rows("leaky", 1, 2, 3);

    public static TheoryData<string, int> Windows { get; } = Scenarios.Rows("window", 1, 2, 3);

    public static TheoryData<string, int> Quotas { get; } = Scenarios.Rows("quota", 1, 2);

    public static TheoryData<string, int> AtOnce { get; } = Scenarios.Rows("at once", 1, 2, 3);

    public static TheoryData<string, int> Changing { get; } = Scenarios.Rows("changing", 1, 2, 3);

    public static TheoryData<string, int> Fields { get; } = Scenarios.Rows("fields", 1, 2);

    public static TheoryData<string, int> Awkward { get; } = Scenarios.Rows("awkward", 1, 2);

    public static TheoryData<string, int> Unrelated { get; } = Scenarios.Rows("unrelated", 1, 2, 3);

    public static TheoryData<string, int> Unlimited { get; } = Scenarios.Rows("unlimited", 1, 2);

    [Theory]
    [MemberData(nameof(Rates))]
    public void A_token_bucket_gives_everything_at_its_own_rate(string scenario, int seed) => Scenarios.Get(scenario).Check(seed);

    [Theory]
    [MemberData(nameof(Leaky))]
    public void A_leaky_bucket_gives_everything(string scenario, int seed) => Scenarios.Get(scenario).Check(seed);

    [Theory]
    [MemberData(nameof(Windows))]
    public void A_fixed_window_gives_everything_in_as_many_windows(string scenario, int seed) => Scenarios.Get(scenario).Check(seed);

    [Theory]
    [MemberData(nameof(Quotas))]
    public void A_small_quota_gives_everything(string scenario, int seed) => Scenarios.Get(scenario).Check(seed);

    [Theory]
    [MemberData(nameof(AtOnce))]
    public void A_server_that_takes_so_many_at_once_gives_everything(string scenario, int seed) => Scenarios.Get(scenario).Check(seed);

    [Theory]
    [MemberData(nameof(Changing))]
    public void A_rate_that_changes_is_followed(string scenario, int seed) => Scenarios.Get(scenario).Check(seed);

    [Theory]
    [MemberData(nameof(Fields))]
    public void Every_field_and_status_that_says_when_is_understood(string scenario, int seed) => Scenarios.Get(scenario).Check(seed);

    [Theory]
    [MemberData(nameof(Awkward))]
    public void Fields_that_mislead_and_results_in_order_cost_nothing(string scenario, int seed) => Scenarios.Get(scenario).Check(seed);

    [Theory]
    [MemberData(nameof(Unrelated))]
    public void What_no_rate_would_prevent_does_not_slow_a_host_down_for_ever(string scenario, int seed) => Scenarios.Get(scenario).Check(seed);

    [Theory]
    [MemberData(nameof(Unlimited))]
    public void Nothing_holds_back_where_nothing_is_limited(string scenario, int seed) => Scenarios.Get(scenario).Check(seed);

    [Fact]
    public void A_pause_is_shown_as_long_as_it_lasts()
    {
        var pauses = new List<(double At, double Left)>();

        Scenarios.Get("100 in 10 s, 429 Retry-After date, throttle 10, 50 ms").Run(1, session =>
        {
            if (session.Engine.GetHosts().SingleOrDefault()?.PausedUntil is { } until)
            {
                pauses.Add((session.Clock.Seconds, (until - session.Clock.GetLocalNow()).TotalSeconds));
            }
        });

        // The windows begin anew every ten seconds.
        Assert.All(pauses, static pause => Assert.InRange((pause.At + pause.Left) % 10, 0, 1.5));
        Assert.Contains(pauses, static pause => pause.Left > 5);
    }
}
