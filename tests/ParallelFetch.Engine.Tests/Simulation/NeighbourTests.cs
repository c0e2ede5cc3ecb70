namespace ParallelFetch.Engine.Tests.Simulation;

/// <summary>Hosts in one list do not hold up each other.</summary>
public sealed class NeighbourTests
{
    public static TheoryData<string, int> Neighbours { get; } = Scenarios.Rows("neighbours", 1, 2, 3);

    public static TheoryData<string, int> Fair { get; } = Scenarios.Rows("fair", 1, 2, 3);

    [Theory]
    [MemberData(nameof(Neighbours))]
    public void A_bad_neighbour_costs_a_good_host_nothing(string scenario, int seed) => Scenarios.Get(scenario).Check(seed);

    [Theory]
    [MemberData(nameof(Fair))]
    public void A_slow_host_leaves_a_fast_one_its_share(string scenario, int seed) => Scenarios.Get(scenario).Check(seed);
}
