using ParallelFetch.Engine.Tests.Simulation.Servers;

namespace ParallelFetch.Engine.Tests.Simulation;

/// <summary>What is tried again and what is given up, and that said is said.</summary>
public sealed class PersistenceTests
{
    public static TheoryData<string, int> Poison { get; } = Scenarios.Rows("poison", 1, 2, 3);

    public static TheoryData<string, int> Always { get; } = Scenarios.Rows("always", 1, 2);

    public static TheoryData<string, int> FlakyServers { get; } = Scenarios.Rows("flaky", 1, 2, 3);

    public static TheoryData<string, int> Said { get; } = Scenarios.Rows("said", 1, 2);

    [Theory]
    [MemberData(nameof(Poison))]
    public void One_URL_that_is_always_refused_keeps_nobody_waiting_but_itself(string scenario, int seed) => Scenarios.Get(scenario).Check(seed);

    [Theory]
    [MemberData(nameof(Always))]
    public void A_host_that_lets_nothing_through_gives_up_its_URLs(string scenario, int seed) => Scenarios.Get(scenario).Check(seed);

    [Theory]
    [MemberData(nameof(FlakyServers))]
    public void Occasional_failures_are_tried_again(string scenario, int seed) => Scenarios.Get(scenario).Check(seed);

    [Theory]
    [MemberData(nameof(Said))]
    public void A_given_number_of_retries_is_carried_out(string scenario, int seed) => Scenarios.Get(scenario).Check(seed);

    // Every request of the first call fails; every one of the second fails once.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_bad_host_in_one_call_takes_no_retries_from_the_next_call(int seed)
    {
        using var session = new SimulatedSession(seed);
        var bad = new SimulatedHost("bad", 400) { Rules = [new Poison(static _ => true, new Refusal(500))] };
        var good = new SimulatedHost("good", 20) { Rules = [new FailsFirst(1, new Refusal(500))] };

        session.Run([bad], Enumerable.Repeat(bad, bad.Count), new FetchLimits(), CallDefaults.Options());
        SimulationResult result = session.Run([good], Enumerable.Repeat(good, good.Count), new FetchLimits(), CallDefaults.Options());

        Assert.Equal(good.Count, result.Got);
    }
}
