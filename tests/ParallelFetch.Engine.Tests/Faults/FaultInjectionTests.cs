using System.Net;
using System.Reflection;
using ParallelFetch.Files;
using ParallelFetch.Http;

namespace ParallelFetch.Engine.Tests.Faults;

/// <summary>
/// Throws once at each place, at each time that it is passed: every URL has its one result all the same, only one of them
/// is another than it would have been, no place on the wire is lost, and the next call works.
/// </summary>
public sealed class FaultInjectionTests
{
    public static TheoryData<string> Seams =>
    [
        "clock", "timer", "making of a handler", "handler", "handler, asynchronous", "body", "disposal of a body", "sink", "making of a body",
        "retry policy", "result factory",
    ];

    public static TheoryData<string> OwnerSeams =>
    [
        "limit of results", "start", "retry", "cancellation", "outcome channel", "outcome channel, unsent", "notices", "stall",
    ];

    [Theory]
    [MemberData(nameof(Seams))]
    public void What_is_thrown_anywhere_costs_one_result_of_a_streaming_call(string seam)
    {
        string?[] expected = Results(new FaultPlan("nowhere", 0), static run => run.Fetch(run.Requests(2)));
        Assert.Equal(24, expected.Count(static result => result is not null));

        int strikes = StrikeEverywhere(seam, faults =>
        {
            string?[] results = Results(faults, static run => run.Fetch(run.Requests(2)));
            AssertOnlyOneDiffers(expected, results, faults);
        });

        Assert.InRange(strikes, 1, 5_000);
    }

    [Theory]
    [MemberData(nameof(OwnerSeams))]
    public void What_an_owner_throws_costs_one_of_its_results_and_none_of_another_call(string seam)
    {
        string?[] expected = Results(new FaultPlan("nowhere", 0), static run => run.Fetch(new FaultyQueue(run.Faults, run.Engine.Outcomes), run.Requests(2)));

        int strikes = StrikeEverywhere(seam, faults =>
        {
            using var run = new FaultyRun(faults);
            using FetchBatch other = run.Engine.StartBatch(new FetchLimits(), inOrder: false);
            faults.IsArmed = true;
            var queue = new FaultyQueue(faults, run.Engine.Outcomes);
            foreach (FetchRequest request in run.Requests(1, first: 2))
            {
                other.Add(request);
            }

            string?[] results = [.. run.Fetch(queue, run.Requests(2)).Select(Describe)];

            AssertOnlyOneDiffers(expected, results, faults);
            AssertHealthy(run);
            List<FetchOutcome> others = Fakes.EngineFixture.TakeReady(other);
            Assert.Equal(12, others.Count);
            Assert.DoesNotContain(others, static outcome => outcome.Failure?.Kind == FetchFailureKind.FetchFailed);
        });

        Assert.InRange(strikes, 1, 5_000);
    }

    [Theory]
    [MemberData(nameof(Seams))]
    public void What_is_thrown_anywhere_costs_one_result_of_the_background(string seam)
    {
        int strikes = StrikeEverywhere(seam, faults =>
        {
            using var run = new FaultyRun(faults);
            faults.IsArmed = true;

            List<FetchOutcome> outcomes = run.FetchInBackground(run.Requests(1));

            Assert.Equal(12, outcomes.Count);
            Assert.InRange(outcomes.Count(static outcome => outcome.Failure?.Kind == FetchFailureKind.FetchFailed), 0, 1);
            AssertHealthy(run);
        });

        Assert.InRange(strikes, 1, 5_000);
    }

    [Fact]
    public void A_cookie_container_that_is_broken_costs_only_the_results_of_who_uses_it()
    {
        var broken = new CookieContainer();
        broken.SetCookies(new Uri("http://h0/"), "a=b");
        foreach (FieldInfo field in typeof(CookieContainer).GetFields(BindingFlags.Instance | BindingFlags.NonPublic).Where(static field => !field.FieldType.IsValueType))
        {
            field.SetValue(broken, null);
        }

        AssertCostsOnly(request => FetchRequest.Create(request.Uri!.AbsoluteUri, request.Options with { Cookies = new SessionCookies(broken) }));
    }

    [Fact]
    public void A_file_that_can_have_no_such_name_costs_only_its_own_result() =>
        AssertCostsOnly(request => request.WithFile(new FileTarget(new NameRegistry()) { Path = "a\0b" }));

    [Fact]
    public void A_directory_that_can_have_no_such_name_costs_only_its_own_result() =>
        AssertCostsOnly(request => request.WithFile(new FileTarget(new NameRegistry()) { Directory = "a\0b" }));

    [Fact]
    public void A_call_that_cannot_begin_leaves_no_limits_behind()
    {
        using var run = new FaultyRun(new FaultPlan("clock", 1));
        run.Faults.IsArmed = true;

        Assert.Throws<InjectedException>(() => run.Engine.StartBatch(new FetchLimits { Throttle = 1 }, inOrder: false));

        Assert.Equal(3, run.Engine.Throttle);
    }

    private static void AssertCostsOnly(Func<FetchRequest, FetchRequest> spoil)
    {
        using var run = new FaultyRun(new FaultPlan("nowhere", 0));
        List<FetchRequest> requests = run.Requests(1);
        string?[] expected = [.. run.Fetch(requests).Select(Describe)];
        using var spoilt = new FaultyRun(new FaultPlan("nowhere", 0));
        requests = spoilt.Requests(1);
        requests[0] = spoil(requests[0]);

        FetchOutcome?[] outcomes = spoilt.Fetch(requests);

        Assert.NotNull(outcomes[0]?.Failure);
        Assert.Equal(expected[1..], outcomes[1..].Select(Describe));
        AssertHealthy(spoilt);
        FetchHandle handle = spoilt.Engine.Background.Add(spoil(spoilt.Requests(1)[0]));
        Assert.Equal(FetchState.Failed, handle.State);
        spoilt.Engine.Background.WaitUntilStarted(TestContext.Current.CancellationToken);
    }

    private static int StrikeEverywhere(string seam, Action<FaultPlan> run)
    {
        for (int at = 1; ; at++)
        {
            var faults = new FaultPlan(seam, at);
            try
            {
                run(faults);
            }
            catch (Exception exception) when (exception is not Xunit.Sdk.IAssertionException)
            {
                Assert.Fail($"{seam}, time {at}: {exception}");
            }

            if (!faults.HasStruck)
            {
                return at - 1;
            }
        }
    }

    private static string?[] Results(FaultPlan faults, Func<FaultyRun, FetchOutcome?[]> fetch)
    {
        using var run = new FaultyRun(faults);
        faults.IsArmed = true;
        string?[] results = [.. fetch(run).Select(Describe)];
        AssertHealthy(run);
        return results;
    }

    private static void AssertOnlyOneDiffers(string?[] expected, string?[] results, FaultPlan faults)
    {
        string[] others = [.. expected.Zip(results).Where(static pair => pair.First != pair.Second).Select(static pair => $"{pair.First} became {pair.Second}")];
        Assert.True(others.Length <= 1 && !others.Any(static other => other.EndsWith("became ", StringComparison.Ordinal)), $"{faults}: {string.Join("; ", others)}");
    }

    private static void AssertHealthy(FaultyRun run)
    {
        run.Faults.IsArmed = false;
        Assert.Equal(0, run.Engine.Outstanding);
        Assert.Equal(0, run.Engine.Waiting);
        Assert.All(run.Engine.GetHosts(), static host => Assert.Equal(0, host.InFlight));
        FetchOutcome?[] next = run.Fetch([.. run.Requests(1).Take(3)]);
        Assert.All(next, static outcome => Assert.Equal((200, null), (outcome?.StatusCode, outcome?.Failure)));
    }

    private static string? Describe(FetchOutcome? outcome) =>
        outcome is null ? null : $"{outcome.Uri} {outcome.StatusCode} {outcome.Failure?.Kind} {outcome.RawContentLength}";
}
