using ParallelFetch.Engine.Tests.Simulation.Servers;

namespace ParallelFetch.Engine.Tests.Simulation;

/// <summary>The simulation itself: what it says of a client that does everything right, or nothing.</summary>
public sealed class SimulationTests
{
    private static readonly FetchOptions NoRetry = CallDefaults.Options(maximumRetryCount: 0);

    // To a client to which no answer says anything, and that waits for no host, a server is what it is.
    private static readonly FetchOptions Indifferent = NoRetry with
    {
        Retry = NoRetry.Retry with { StatusCodes = [], StatusCodesWithWait = [], OutageTimeout = TimeSpan.Zero },
    };

    [Fact]
    public void The_same_seed_gives_the_same_run()
    {
        Scenario scenario = Scenarios.Get("away for 3 s, two of three hosts, 1200 URLs each, throttle 20");

        SimulationResult first = scenario.Run(5);
        SimulationResult second = scenario.Run(5);

        Assert.Equal(first.Outcomes, second.Outcomes);
        Assert.NotEqual(first.Outcomes, scenario.Run(6).Outcomes);
    }

    [Fact]
    public void A_client_below_the_rate_is_not_refused_and_takes_the_ideal_time()
    {
        SimulationResult bucket = Paced(19, new TokenBucket(20, 1, new Refusal(429)));
        SimulationResult window = Paced(9.9, new FixedWindow(100, 10, new Refusal(429)));
        SimulationResult sliding = Paced(9.9, new SlidingWindow(100, 10, new Refusal(429)));

        Assert.All([bucket, window, sliding], static result => Assert.Equal((400, 0), (result.Got, result.Refused)));
        Assert.InRange(bucket.Seconds / bucket.Ideal, 1, 20 / 18.8);
        Assert.InRange(window.Seconds, 40, 41);
        Assert.Equal(30, window.Ideal, 0.5);
    }

    [Fact]
    public void A_client_above_the_rate_is_refused_by_the_difference()
    {
        SimulationResult bucket = Paced(40, new TokenBucket(20, 20, new Refusal(429)));
        SimulationResult window = Paced(20, new FixedWindow(100, 10, new Refusal(429)));

        Assert.InRange(bucket.Got, 215, 222);
        Assert.Equal(200, window.Got);
        Assert.Equal(400 - bucket.Got, bucket.Refused);
    }

    [Fact]
    public void So_many_at_once_are_served_and_one_more_is_refused()
    {
        SimulationResult eight = AtOnce(8);
        SimulationResult nine = AtOnce(9);

        Assert.Equal((80, 0, 8), (eight.Got, eight.Refused, eight.Hosts[0].Peak));
        Assert.Equal((8, 72), (nine.Got, nine.Refused));
    }

    [Fact]
    public void A_server_that_goes_away_resets_what_it_has_and_refuses_the_rest()
    {
        using var session = new SimulatedSession(1);
        var host = new SimulatedHost("host", 40) { Outages = [new Outage(0.51, 0.89)], RoundTrip = Spread.None, Service = Spread.Fixed(100) };

        SimulationResult result = session.Run([host], Enumerable.Repeat(host, 40), new FetchLimits { Throttle = 2, RequestsPerSecond = 20 }, Indifferent);

        Assert.Equal([.. Enumerable.Range(9, 9)], result.Outcomes.Where(static outcome => !outcome.IsGot).Select(static outcome => outcome.Number).Order());
        Assert.All(result.Outcomes.Where(static outcome => !outcome.IsGot), static outcome => Assert.Equal(FetchFailureKind.ConnectionFailed, outcome.Failure));
    }

    [Theory]
    [InlineData(0, 10)]
    [InlineData(0.5, 100)]
    public void A_black_hole_answers_nothing_until_a_time_limit_of_the_engine_or_of_its_handler(double from, int seconds)
    {
        using var session = new SimulatedSession(1);
        var host = new SimulatedHost("host", 2) { Outages = [new Outage(from, double.PositiveInfinity, OutageKind.BlackHole)], RoundTrip = Spread.Fixed(600) };

        SimulationResult result = session.Run([host], Enumerable.Repeat(host, 2), new FetchLimits(), Indifferent);

        Assert.All(result.Outcomes, static outcome => Assert.Equal(FetchFailureKind.ConnectionTimeoutReached, outcome.Failure));
        Assert.Equal(seconds, result.Seconds, 0.2);
    }

    [Fact]
    public void A_request_within_an_asked_pause_is_seen()
    {
        // Retry-After of two seconds is not kept by a client that is told to ignore it.
        FetchOptions impatient = NoRetry with { Retry = NoRetry.Retry with { MaximumRetryAfter = TimeSpan.Zero } };
        var refusal = new Refusal(429, RetryHint.Seconds) { LeastWait = 2 };

        Assert.Equal(0, One(NoRetry).Impatient);
        Assert.Equal(2, One(impatient).Impatient);

        SimulatedHost One(FetchOptions options)
        {
            using var session = new SimulatedSession(1);
            var host = new SimulatedHost("host", 3) { Rules = [new Poison(static _ => true, refusal)] };
            return session.Run([host], Enumerable.Repeat(host, 3), new FetchLimits { Throttle = 1 }, options).Hosts[0];
        }
    }

    private static SimulationResult Paced(double rate, ServerRule rule)
    {
        using var session = new SimulatedSession(1);
        var host = new SimulatedHost("host", 400) { RoundTrip = Spread.Fixed(10), Rules = [rule] };
        return session.Run([host], Enumerable.Repeat(host, 400), new FetchLimits { Throttle = 50, RequestsPerSecond = rate }, Indifferent);
    }

    private static SimulationResult AtOnce(int throttle)
    {
        using var session = new SimulatedSession(1);
        var host = new SimulatedHost("host", 80)
        {
            RoundTrip = Spread.None,
            Service = Spread.Fixed(100),
            Rules = [new AtMostAtOnce(8, new Refusal(503)) { Service = 0.1 }],
        };
        return session.Run([host], Enumerable.Repeat(host, 80), new FetchLimits { Throttle = throttle }, Indifferent);
    }
}
