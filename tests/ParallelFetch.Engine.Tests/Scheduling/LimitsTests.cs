using ParallelFetch.Engine.Tests.Fakes;
using ParallelFetch.Scheduling;

namespace ParallelFetch.Engine.Tests.Scheduling;

public sealed class LimitsTests : IDisposable
{
    private static readonly FetchLimits Initial = new()
    {
        Throttle = 10,
        ThrottlePerHost = 0,
        RequestsPerSecond = 0,
        RequestsPerSecondPerHost = 0,
        AutoThrottle = false,
    };

    // One of each kind.
    public static TheoryData<object, object> Dimensions => new()
    {
        { new FetchLimits { Throttle = 3 }, new FetchLimits { Throttle = 4 } },
        { new FetchLimits { ThrottlePerHost = 3 }, new FetchLimits { ThrottlePerHost = 0 } },
        { new FetchLimits { RequestsPerSecond = 0.5 }, new FetchLimits { RequestsPerSecond = 5_000 } },
        { new FetchLimits { RequestsPerSecondPerHost = 2 }, new FetchLimits { RequestsPerSecondPerHost = 1e9 } },
        { new FetchLimits { AutoThrottle = true }, new FetchLimits { AutoThrottle = false } },
        { new FetchLimits { Throttle = 0, RequestsPerSecond = 1, AutoThrottle = true }, new FetchLimits { ThrottlePerHost = 1, RequestsPerSecondPerHost = 1 } },
    };

    private readonly EngineFixture _fixture = new();

    private FetchEngine Engine => _fixture.Engine;

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void A_session_begins_with_a_limit_and_nothing_else() => Assert.Equal(Initial, Engine.Limits);

    [Theory]
    [MemberData(nameof(Dimensions), DisableDiscoveryEnumeration = true)]
    public void What_is_set_is_in_force_and_leaves_the_rest_alone(object first, object second)
    {
        (FetchLimits one, FetchLimits other) = ((FetchLimits)first, (FetchLimits)second);
        Engine.SetLimits(one);
        Assert.Equal(Over(Initial, one), Engine.Limits);

        Engine.SetLimits(other);

        Assert.Equal(Over(Over(Initial, one), other), Engine.Limits);
    }

    [Theory]
    [MemberData(nameof(Dimensions), DisableDiscoveryEnumeration = true)]
    public void What_a_call_brings_holds_while_it_runs_the_innermost_first(object first, object second)
    {
        (FetchLimits one, FetchLimits other) = ((FetchLimits)first, (FetchLimits)second);
        FetchBatch outer = Engine.StartBatch(one, inOrder: false);
        FetchBatch inner = Engine.StartBatch(other, inOrder: false);
        Assert.Equal(Over(Over(Initial, one), other), Engine.Limits);

        inner.Dispose();
        Assert.Equal(Over(Initial, one), Engine.Limits);
        outer.Dispose();

        Assert.Equal(Initial, Engine.Limits);
    }

    [Theory]
    [MemberData(nameof(Dimensions), DisableDiscoveryEnumeration = true)]
    public void A_call_that_ends_first_leaves_the_say_to_the_other(object first, object second)
    {
        (FetchLimits one, FetchLimits other) = ((FetchLimits)first, (FetchLimits)second);
        FetchBatch outer = Engine.StartBatch(one, inOrder: false);
        FetchBatch inner = Engine.StartBatch(other, inOrder: false);

        outer.Dispose();
        Assert.Equal(Over(Initial, other), Engine.Limits);
        inner.Dispose();

        Assert.Equal(Initial, Engine.Limits);
    }

    [Theory]
    [MemberData(nameof(Dimensions), DisableDiscoveryEnumeration = true)]
    public void What_is_set_while_a_call_runs_wins_and_stays(object first, object second)
    {
        (FetchLimits one, FetchLimits other) = ((FetchLimits)first, (FetchLimits)second);
        using (FetchBatch call = Engine.StartBatch(one, inOrder: false))
        {
            Engine.SetLimits(other);
            Assert.Equal(Over(Over(Initial, one), other), Engine.Limits);
        }

        Assert.Equal(Over(Initial, other), Engine.Limits);
    }

    [Fact]
    public void An_override_ends_once()
    {
        IDisposable call = Engine.OverrideLimits(new FetchLimits { Throttle = 3 });
        using IDisposable other = Engine.OverrideLimits(new FetchLimits { Throttle = 4 });

        call.Dispose();
        call.Dispose();

        Assert.Equal(4, Engine.Throttle);
    }

    [Fact]
    public void A_setting_knows_its_overrides_in_any_order()
    {
        var setting = new OverridableSetting<int>(1);
        object? first = setting.Override(2);
        object? second = setting.Override(3);
        object? third = setting.Override(4);
        Assert.Null(setting.Override(null));

        setting.Revoke(second);
        Assert.Equal(4, setting.Current);
        setting.Revoke(third);
        Assert.Equal(2, setting.Current);
        setting.SetSession(7);
        Assert.Equal(7, setting.Current);
        setting.Revoke(first);
        setting.Revoke(null);

        Assert.Equal(7, setting.Current);
    }

    public static TheoryData<object> Nonsense =>
    [
        new FetchLimits { Throttle = -1 },
        new FetchLimits { ThrottlePerHost = int.MinValue },
        new FetchLimits { RequestsPerSecond = -0.001 },
        new FetchLimits { RequestsPerSecond = double.NaN },
        new FetchLimits { RequestsPerSecond = double.PositiveInfinity },
        new FetchLimits { RequestsPerSecondPerHost = double.NegativeInfinity },
        new FetchLimits { RequestsPerSecondPerHost = double.NaN },
        new FetchLimits { Throttle = 5, RequestsPerSecondPerHost = double.PositiveInfinity },
    ];

    [Theory]
    [MemberData(nameof(Nonsense), DisableDiscoveryEnumeration = true)]
    public void What_is_no_limit_is_refused_as_a_whole(object nonsense)
    {
        var limits = (FetchLimits)nonsense;
        Assert.Throws<ArgumentOutOfRangeException>(() => Engine.SetLimits(limits));
        Assert.Throws<ArgumentOutOfRangeException>(() => Engine.OverrideLimits(limits));
        Assert.Throws<ArgumentOutOfRangeException>(() => Engine.StartBatch(limits, inOrder: false));

        Assert.Equal(Initial, Engine.Limits);
    }

    private static FetchLimits Over(FetchLimits below, FetchLimits above) => new()
    {
        Throttle = above.Throttle ?? below.Throttle,
        ThrottlePerHost = above.ThrottlePerHost ?? below.ThrottlePerHost,
        RequestsPerSecond = above.RequestsPerSecond ?? below.RequestsPerSecond,
        RequestsPerSecondPerHost = above.RequestsPerSecondPerHost ?? below.RequestsPerSecondPerHost,
        AutoThrottle = above.AutoThrottle ?? below.AutoThrottle,
    };
}
