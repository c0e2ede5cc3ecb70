namespace ParallelFetch.Engine.Tests.AutoThrottle;

/// <summary>What the controller promises on servers that serve so many requests at a time.</summary>
public sealed class GoodputTests
{
    private static readonly double[] Marks = [1, 1.5, 2, 4, double.PositiveInfinity];
    private static readonly Scatter[] Scatters = [Scatter.None, Scatter.Uniform, Scatter.Lognormal, Scatter.HeavyTail];

    public static TheoryData<int, double, Scatter> Servers() => Grid(Marks, Scatters);

    public static TheoryData<int, double, Scatter> ServersThatChange() =>
        Grid([1, 2, double.PositiveInfinity], [Scatter.None, Scatter.Uniform, Scatter.Lognormal]);

    public static TheoryData<int, double> Ceilings()
    {
        var data = new TheoryData<int, double>();
        foreach (int ceiling in new[] { 1, 2, 5, 31, 50, 200, 1000 })
        {
            data.Add(ceiling, 1);
            data.Add(ceiling, double.PositiveInfinity);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public void It_gets_nine_tenths_of_the_best_fixed_throttle(int capacity, double mark, Scatter scatter)
    {
        var server = new ServerModel(capacity, mark) { Scatter = scatter };

        AssertGood(Measurement.Of(server));
    }

    [Theory]
    [InlineData(0.002)]
    [InlineData(0.005)]
    [InlineData(0.5)]
    [InlineData(30)]
    public void Slow_servers_are_like_fast_ones(double latency)
    {
        foreach (int capacity in new[] { 2, 32 })
        {
            foreach (double mark in new[] { 1, double.PositiveInfinity })
            {
                AssertGood(Measurement.Of(new ServerModel(capacity, mark, latency) { Scatter = Scatter.Uniform }));
            }
        }
    }

    [Theory]
    [MemberData(nameof(ServersThatChange))]
    public void It_follows_a_capacity_that_halves(int capacity, double mark, Scatter scatter)
    {
        var server = new ServerModel(capacity, mark) { Scatter = scatter };

        AssertGood(Measurement.Of(server, successor: server with { Capacity = capacity / 2 }));
    }

    [Theory]
    [MemberData(nameof(ServersThatChange))]
    public void It_follows_a_capacity_that_doubles(int capacity, double mark, Scatter scatter)
    {
        var server = new ServerModel(capacity, mark) { Scatter = scatter };

        AssertGood(Measurement.Of(server, successor: server with { Capacity = capacity * 2 }));
    }

    [Theory]
    [MemberData(nameof(Ceilings))]
    public void It_gets_on_with_any_ceiling(int ceiling, double mark)
    {
        AssertGood(Measurement.Of(new ServerModel(32, mark) { Scatter = Scatter.Uniform }, ceiling));
    }

    [Theory]
    [InlineData(Scatter.None)]
    [InlineData(Scatter.Uniform)]
    [InlineData(Scatter.Lognormal)]
    [InlineData(Scatter.HeavyTail)]
    [InlineData(Scatter.TwoKinds)]
    public void It_does_no_harm_where_there_is_no_limit(Scatter scatter)
    {
        foreach (double latency in new[] { 0.005, 0.5 })
        {
            AssertGood(Measurement.Of(ServerModel.Unlimited(latency) with { Scatter = scatter }, ceiling: 200));
        }
    }

    [Theory]
    [InlineData(8)]
    [InlineData(32)]
    [InlineData(128)]
    public void It_gets_on_with_a_mark_that_requests_reach_at_random(int capacity)
    {
        foreach (Scatter scatter in Scatters)
        {
            AssertGood(Measurement.Of(new ServerModel(capacity, Mark: 1) { Scatter = scatter, Distance = 0.05 }));
        }
    }

    // Such a server has lost a part of its goodput by the time its latency tells.
    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    [InlineData(32)]
    [InlineData(128)]
    public void Latency_brakes_it_where_too_many_requests_slow_each_other_down(int capacity)
    {
        foreach (double power in new[] { 1.5, 2, 3 })
        {
            foreach (Scatter scatter in new[] { Scatter.None, Scatter.Uniform, Scatter.Lognormal })
            {
                Measurement measured = Measurement.Of(new ServerModel(capacity) { Thrashing = power, Scatter = scatter });

                Assert.InRange(measured.Goodput, 0.7, double.PositiveInfinity);
            }
        }
    }

    private static void AssertGood(Measurement measured)
    {
        Assert.InRange(measured.Goodput, 0.9, double.PositiveInfinity);
        Assert.InRange(measured.Refused, 0, 0.02);
        Assert.InRange(measured.SettledAfter, 0, Measurement.SettlingTime);
    }

    private static TheoryData<int, double, Scatter> Grid(double[] marks, Scatter[] scatters)
    {
        var data = new TheoryData<int, double, Scatter>();
        foreach (int capacity in new[] { 2, 8, 32, 128 })
        {
            foreach (double mark in marks)
            {
                foreach (Scatter scatter in scatters)
                {
                    data.Add(capacity, mark, scatter);
                }
            }
        }

        return data;
    }
}
