using ParallelFetch.AutoThrottle;

namespace ParallelFetch.Engine.Tests.AutoThrottle;

/// <summary>The rules of the controller, one by one.</summary>
public sealed class ConcurrencyControllerTests
{
    private const double TicksPerSecond = LoadSimulation.TicksPerSecond;
    private const int Ceiling = 200;

    private readonly ConcurrencyController _controller = new(TicksPerSecond);
    private readonly Queue<StartedRequest> _inFlight = new();
    private long _now;
    private int _hung;

    [Fact]
    public void It_starts_with_four_requests_and_doubles_each_round()
    {
        var limits = new List<int> { _controller.Limit };
        for (int answers = 0; answers < 600; answers++)
        {
            Answer(CompletionKind.Good);
            if (_controller.Limit != limits[^1])
            {
                limits.Add(_controller.Limit);
            }
        }

        Assert.Equal([4, 8, 16, 32, 64, 128, 200], limits);
    }

    [Fact]
    public void Only_refusals_take_it_down_to_one_request_for_good()
    {
        Grow();

        for (int refusals = 0; refusals < 10_000; refusals++)
        {
            Answer(CompletionKind.Refused);
            Assert.InRange(_controller.Limit, 1, Ceiling);
        }

        Assert.Equal(1, _controller.Limit);
    }

    [Fact]
    public void A_host_that_comes_back_is_used_again()
    {
        Grow();
        for (int refusals = 0; refusals < 1000; refusals++)
        {
            Answer(CompletionKind.Refused);
        }

        // 25 to go to two at a time, and a few hundred for the rounds on the way up.
        for (int answers = 0; answers < 1500; answers++)
        {
            Answer(CompletionKind.Good);
        }

        Assert.Equal(Ceiling, _controller.Limit);
    }

    [Fact]
    public void A_burst_of_refusals_counts_once()
    {
        Grow();
        Fill();
        int limit = _controller.Limit;

        for (int refusals = 0; refusals < limit; refusals++)
        {
            End(CompletionKind.Refused);
        }

        int afterBurst = (int)(limit * 0.8);
        Assert.Equal(afterBurst, _controller.Limit);

        Fill();
        End(CompletionKind.Refused);

        Assert.InRange(_controller.Limit, 1, afterBurst - 1);
    }

    [Fact]
    public void After_a_refusal_it_stays_just_below_that_level_until_it_has_earned_another_try()
    {
        Grow();
        Answer(CompletionKind.Refused);
        Assert.Equal(160, _controller.Limit);

        var limits = new List<int>();
        for (int answers = 0; answers < 20 * 199; answers++)
        {
            Answer(CompletionKind.Good);
            limits.Add(_controller.Limit);
        }

        Assert.Equal(199, limits.Max());
        Assert.Equal(199, limits[^1]);

        for (int answers = 0; answers < 1000; answers++)
        {
            Answer(CompletionKind.Good);
        }

        Assert.Equal(Ceiling, _controller.Limit);
    }

    [Fact]
    public void A_time_out_of_an_early_request_says_little_about_a_limit_that_others_have_proved_since()
    {
        Start();
        StartedRequest early = _inFlight.Dequeue();
        _hung = 1;
        Grow();

        _controller.OnCompleted(early, _now, CompletionKind.Refused, Ceiling);

        // 0.8 of half the limit, though only one request was on the wire when it started.
        Assert.Equal(80, _controller.Limit);
    }

    [Fact]
    public void A_refusal_while_half_the_limit_is_tried_cuts_the_whole_limit()
    {
        Grow();
        while (_controller.Limit == Ceiling)
        {
            Answer(CompletionKind.Good);
        }

        Assert.Equal(Ceiling / 2, _controller.Limit);

        End(CompletionKind.Refused);

        Assert.Equal(160, _controller.Limit);
    }

    [Fact]
    public void Latencies_that_differ_by_less_than_a_millisecond_say_nothing()
    {
        var simulation = new LoadSimulation(new ServerModel(Capacity: 8, Latency: 0.000_05), 64, _controller);

        simulation.RunFor(1000);

        Assert.Equal(64, _controller.Limit);
    }

    [Theory]
    [InlineData(2, false)]
    [InlineData(24, true)]
    public void A_few_latencies_prove_nothing(int count, bool isProof)
    {
        var fast = default(LatencySample);
        var slow = default(LatencySample);
        fast.Add(1, count);
        slow.Add(2, count);

        Assert.Equal(isProof, slow.IsAbove(fast, 1.4, 0));
        Assert.False(slow.IsAbove(default, 1.4, 0));
        Assert.False(default(LatencySample).IsAbove(fast, 1.4, 0));
    }

    [Fact]
    public void Failures_that_say_nothing_about_load_change_nothing()
    {
        Grow();

        for (int failures = 0; failures < 1000; failures++)
        {
            Answer(CompletionKind.Other);
        }

        Assert.Equal(Ceiling, _controller.Limit);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Fewer_requests_than_the_limit_do_not_raise_it(int demand)
    {
        var simulation = new LoadSimulation(ServerModel.Unlimited(), Ceiling, _controller) { Demand = demand };

        simulation.RunFor(1000);

        Assert.Equal(4, _controller.Limit);
    }

    [Fact]
    public void Requests_below_the_limit_do_not_lower_it_at_once()
    {
        var simulation = new LoadSimulation(ServerModel.Unlimited(), Ceiling, _controller);
        simulation.RunFor(60);
        simulation.Demand = 20;

        simulation.RunFor(100); // 5 s

        Assert.Equal(Ceiling, _controller.Limit);
    }

    [Fact]
    public void A_limit_that_is_not_needed_for_long_shrinks_to_twice_what_is_needed()
    {
        var simulation = new LoadSimulation(ServerModel.Unlimited(), Ceiling, _controller);
        simulation.RunFor(60);
        simulation.Demand = 20;

        simulation.RunFor(2000); // 100 s

        Assert.InRange(_controller.Limit, 20, 40);
    }

    [Theory]
    [InlineData(9, 200)]
    [InlineData(11, 100)]
    [InlineData(21, 50)]
    [InlineData(300, 4)]
    [InlineData(1e9, 4)]
    public void Idleness_halves_the_limit_every_ten_seconds(double seconds, int limit)
    {
        Grow();
        Drain();

        _now += (long)(seconds * TicksPerSecond);
        Start();

        Assert.Equal(limit, _controller.Limit);
    }

    [Fact]
    public void Long_downloads_are_not_idleness()
    {
        Grow();
        Fill();

        _now += (long)(300 * TicksPerSecond);
        End(CompletionKind.Good);
        Start();

        Assert.Equal(Ceiling, _controller.Limit);
    }

    [Fact]
    public void Idleness_forgets_refusals()
    {
        for (int refusals = 0; refusals < 100; refusals++)
        {
            Answer(CompletionKind.Refused);
        }

        Drain();
        _now += (long)(60 * TicksPerSecond);
        Start();

        Assert.Equal(4, _controller.Limit);
    }

    [Fact]
    public void The_limit_never_exceeds_the_ceiling_by_more_than_a_completion()
    {
        Grow();
        Fill();

        End(CompletionKind.Good, ceiling: 7);

        Assert.Equal(7, _controller.Limit);
    }

    [Theory]
    [InlineData(nameof(CompletionKind.Good), Ceiling)]
    [InlineData(nameof(CompletionKind.Refused), 1)]
    [InlineData(nameof(CompletionKind.Other), 4)]
    public void It_gets_on_without_a_clock(string kind, int limit)
    {
        for (int answers = 0; answers < 2000; answers++)
        {
            Fill();
            End(Enum.Parse<CompletionKind>(kind));
        }

        Assert.Equal(limit, _controller.Limit);
    }

    [Fact]
    public void A_clock_that_goes_backwards_does_no_harm()
    {
        _now = (long)(1000 * TicksPerSecond);
        for (int answers = 0; answers < 2000; answers++)
        {
            Fill();
            _now -= 1000;
            End(CompletionKind.Good);
        }

        Assert.Equal(Ceiling, _controller.Limit);
    }

    [Fact]
    public void A_request_that_hangs_does_not_hold_up_the_rest()
    {
        Start(); // and never ends
        _inFlight.Dequeue();
        _hung = 1;

        for (int answers = 0; answers < 1000; answers++)
        {
            Answer(CompletionKind.Good);
        }

        Assert.Equal(Ceiling, _controller.Limit);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(0.05)]
    public void Slower_or_faster_URLs_are_not_taken_for_load(double factor)
    {
        ServerModel server = ServerModel.Unlimited() with { Scatter = Scatter.Uniform };
        var simulation = new LoadSimulation(server, Ceiling, _controller);
        simulation.RunFor(100);
        simulation.Server = server with { Latency = server.Latency * factor };
        simulation.RunFor(20);

        long before = simulation.Good;
        simulation.RunFor(100);

        Assert.InRange(simulation.Good - before, 0.9 * Ceiling * 100, double.PositiveInfinity);
    }

    [Fact]
    public void An_overload_from_the_start_is_found_out_in_time()
    {
        // Four at a time are too many, and the ceiling forbids more: latency never rises.
        var server = new ServerModel(Capacity: 2) { Thrashing = 2, Scatter = Scatter.Uniform };
        var simulation = new LoadSimulation(server, 4, _controller);
        simulation.RunFor(1500);

        long before = simulation.Good;
        simulation.RunFor(1000);

        Assert.InRange(simulation.Good - before, 0.8 * 2 * 1000, double.PositiveInfinity);
    }

    [Fact]
    public void A_call_allocates_nothing()
    {
        AnswerMany();
        long before = GC.GetAllocatedBytesForCurrentThread();

        AnswerMany();

        long after = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(before, after);

        void AnswerMany()
        {
            for (int answers = 0; answers < 10_000; answers++)
            {
                Answer(answers % 1000 == 999 ? CompletionKind.Refused : CompletionKind.Good);
            }
        }
    }

    private void Grow()
    {
        for (int answers = 0; answers < 800; answers++)
        {
            Answer(CompletionKind.Good);
        }

        Assert.Equal(Ceiling, _controller.Limit);
    }

    /// <summary>Starts what may start, and lets the oldest request end after 50 ms.</summary>
    private void Answer(CompletionKind kind)
    {
        Fill();
        _now += (long)(0.05 * TicksPerSecond / _inFlight.Count);
        End(kind);
    }

    private void Fill()
    {
        while (_inFlight.Count + _hung < _controller.Limit)
        {
            Start();
        }
    }

    private void Start() => _inFlight.Enqueue(_controller.OnStarted(_now, _inFlight.Count + _hung + 1));

    private void End(CompletionKind kind, int ceiling = Ceiling) => _controller.OnCompleted(_inFlight.Dequeue(), _now, kind, ceiling);

    private void Drain()
    {
        while (_inFlight.Count > 0)
        {
            End(CompletionKind.Good);
        }
    }
}
