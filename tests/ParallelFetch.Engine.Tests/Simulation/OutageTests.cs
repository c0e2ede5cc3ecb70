namespace ParallelFetch.Engine.Tests.Simulation;

/// <summary>An outage is waited out; what never answered fails fast; and what this machine lacks is nobody's outage.</summary>
public sealed class OutageTests
{
    public static TheoryData<string, int> Away { get; } = Scenarios.Rows("away", 1, 2, 3);

    public static TheoryData<string, int> Gone { get; } = Scenarios.Rows("gone", 1, 2);

    public static TheoryData<string, int> Dead { get; } = Scenarios.Rows("dead", 1, 2);

    public static TheoryData<string, int> Local { get; } = Scenarios.Rows("local", 1, 2);

    [Theory]
    [MemberData(nameof(Local))]
    public void Too_many_open_files_cost_no_URL(string scenario, int seed) => Scenarios.Get(scenario).Check(seed);

    [Theory]
    [MemberData(nameof(Away))]
    public void A_server_that_comes_back_costs_no_URL(string scenario, int seed) => Scenarios.Get(scenario).Check(seed);

    [Theory]
    [MemberData(nameof(Gone))]
    public void A_server_that_does_not_come_back_is_given_up(string scenario, int seed) => Scenarios.Get(scenario).Check(seed);

    [Theory]
    [MemberData(nameof(Dead))]
    public void A_server_that_was_never_there_fails_fast(string scenario, int seed) => Scenarios.Get(scenario).Check(seed);
}
