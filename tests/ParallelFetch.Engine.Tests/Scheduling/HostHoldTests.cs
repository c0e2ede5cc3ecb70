using ParallelFetch.Engine.Tests.Fakes;
using ParallelFetch.Retry;

namespace ParallelFetch.Engine.Tests.Scheduling;

/// <summary>What progress, results and Get-ParallelFetchLimit -PerHost tell of hosts that hold requests back.</summary>
public sealed class HostHoldTests : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private static readonly FetchOptions Patient = new() { Retry = new RetryOptions { MaximumCount = 2, OutageTimeout = TimeSpan.FromMinutes(5) } };

    private readonly EngineFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    private FakeNetwork Network => _fixture.Network;

    private FetchEngine Engine => _fixture.Engine;

    [Fact]
    public void Nothing_is_told_of_hosts_that_only_the_user_limits()
    {
        using FetchBatch batch = Engine.StartBatch(new FetchLimits { Throttle = 1 }, inOrder: false);
        _fixture.Add(batch, 5, Patient);

        Assert.Null(batch.Progress.Hold);
    }

    [Fact]
    public void A_pause_is_told_of_before_a_limit_and_that_before_an_outage()
    {
        using FetchBatch batch = Engine.StartBatch(new FetchLimits { Throttle = 0 }, inOrder: false);
        BringDown(batch, "down");
        Assert.Equal((HostHoldKind.Down, "down", 0), Shown(batch));

        Limit(batch, "limited");
        Assert.Equal((HostHoldKind.Limited, "limited", 1), Shown(batch));

        _fixture.Add(batch, 2, Patient, "paused");
        Network.OldestTo("paused").Refuse(429, "60");
        HostHold hold = batch.Progress.Hold!;
        Assert.Equal((HostHoldKind.Paused, "paused", 2), (hold.Kind, hold.Host, hold.Others));
        Assert.Equal((60, 60), (hold.Time.TotalSeconds, hold.Pause.TotalSeconds));
    }

    [Fact]
    public void Of_several_pauses_the_longest_is_told_of()
    {
        using FetchBatch batch = Engine.StartBatch(new FetchLimits { Throttle = 0 }, inOrder: false);
        foreach ((string host, string pause) in new[] { ("a", "10"), ("b", "30"), ("c", "20") })
        {
            _fixture.Add(batch, 1, Patient, host);
            Network.OldestTo(host).Refuse(503, pause);
        }

        Assert.Equal((HostHoldKind.Paused, "b", 2), Shown(batch));
    }

    [Fact]
    public void The_learned_rate_of_a_host_is_told_with_the_share_of_what_waits_for_it()
    {
        using FetchBatch batch = Engine.StartBatch(new FetchLimits { Throttle = 0 }, inOrder: false);
        Limit(batch, "limited");

        HostHold hold = batch.Progress.Hold!;
        double rate = _fixture.Host("limited").RateLimitedTo!.Value;
        Assert.True(rate > 0);
        Assert.Equal((rate, rate, 1.0, 1.0, 0.0), (hold.Rate, hold.SlowestRate, hold.LimitedShare, hold.SlowestShare, hold.DownShare));
    }

    [Fact]
    public void A_rate_that_the_user_keeps_below_it_holds_nothing_back()
    {
        using FetchBatch batch = Engine.StartBatch(new FetchLimits { Throttle = 0 }, inOrder: false);
        Limit(batch, "limited");
        double rate = batch.Progress.Hold!.Rate;
        Assert.True(rate > 0);

        Engine.SetLimits(new FetchLimits { RequestsPerSecondPerHost = rate / 2 });

        Assert.Equal((0, 0), (batch.Progress.Hold!.Rate, batch.Progress.Hold.SlowestRate));
    }

    [Fact]
    public void How_many_a_host_takes_at_once_is_shown_when_it_is_less_than_the_user_allows()
    {
        using FetchBatch batch = Engine.StartBatch(new FetchLimits { Throttle = 12 }, inOrder: false);
        _fixture.Add(batch, 40, Patient, "host");
        foreach (FakeExchange exchange in Network.Pending.Take(4).ToArray())
        {
            exchange.Refuse(429);
        }

        Network.Answer(8);

        HostLimit limit = _fixture.Host("host");
        Assert.Equal((8, 8), (limit.Limit, limit.LimitedTo));
        HostHold hold = batch.Progress.Hold!;
        Assert.Equal((HostHoldKind.Limited, 8, 0.0), (hold.Kind, hold.AtOnce, hold.Rate));
    }

    [Fact]
    public void How_long_a_host_has_been_down_is_told_until_it_is_back()
    {
        using FetchBatch batch = Engine.StartBatch(new FetchLimits { Throttle = 0 }, inOrder: false);
        DateTimeOffset since = _fixture.Clock.GetLocalNow();
        BringDown(batch, "host");
        _fixture.Pass(TimeSpan.FromSeconds(0.2));

        HostHold hold = batch.Progress.Hold!;
        Assert.Equal((HostHoldKind.Down, 0.2, 1.0), (hold.Kind, hold.Time.TotalSeconds, hold.DownShare));
        Assert.Equal(since, _fixture.Host("host").DownSince);

        AnswerAll(batch, static exchange => exchange.Answer());
        Assert.Null(_fixture.Host("host").DownSince);
    }

    [Fact]
    public void A_result_tells_how_often_it_was_refused_and_how_long_it_waited_for_that()
    {
        FetchOutcome outcome = Fetch("429", "429", "200");

        Assert.Equal((200, 3, 2), (outcome.StatusCode, outcome.Attempts, outcome.Refusals));
        Assert.InRange(outcome.HeldBack.TotalSeconds, 20, 21.5);
        Assert.Equal(outcome.Elapsed, outcome.HeldBack);
    }

    [Fact]
    public void A_failure_of_its_own_is_no_refusal()
    {
        FetchOutcome outcome = Fetch("500", "429", "200");

        Assert.Equal((200, 3, 1), (outcome.StatusCode, outcome.Attempts, outcome.Refusals));
        Assert.InRange(outcome.HeldBack.TotalSeconds, 10, 11);
        Assert.True(outcome.Elapsed > outcome.HeldBack);
    }

    [Fact]
    public void What_is_sent_once_only_was_refused_as_well()
    {
        using FetchBatch batch = Engine.StartBatch();
        _fixture.Add(batch, 1);
        Network.Oldest.Refuse(429, "10");

        FetchOutcome outcome = Assert.Single(EngineFixture.TakeReady(batch));
        Assert.Equal((429, 1, 1, TimeSpan.Zero), (outcome.StatusCode, outcome.Attempts, outcome.Refusals, outcome.HeldBack));
    }

    [Fact]
    public void What_is_given_up_tells_of_its_refusals_and_of_the_whole_wait()
    {
        using FetchBatch batch = Engine.StartBatch();
        _fixture.Add(batch, 1, new FetchOptions { Retry = new RetryOptions { MaximumCount = 2, RateLimitTimeout = Second * 15 } });
        int refused = 0;
        FetchOutcome outcome = AnswerAll(batch, exchange =>
        {
            exchange.Refuse(429, "10");
            refused++;
        });

        Assert.Equal((429, refused, refused), (outcome.StatusCode, outcome.Attempts, outcome.Refusals));
        Assert.InRange(outcome.HeldBack.TotalSeconds, 14, 21);
    }

    [Fact]
    public void Waiting_for_a_host_that_is_down_is_told_and_no_refusal()
    {
        using FetchBatch batch = Engine.StartBatch(new FetchLimits { Throttle = 0 }, inOrder: false);
        BringDown(batch, "host");
        FetchOutcome outcome = AnswerAll(batch, static exchange => exchange.Answer());

        Assert.Equal((200, 2, 0), (outcome.StatusCode, outcome.Attempts, outcome.Refusals));
        Assert.InRange(outcome.HeldBack.TotalSeconds, 0.3, 1);
    }

    private static (HostHoldKind Kind, string Host, int Others) Shown(FetchBatch batch) =>
        (batch.Progress.Hold!.Kind, batch.Progress.Hold.Host, batch.Progress.Hold.Others);

    private FetchOutcome Fetch(params string[] answers)
    {
        var left = new Queue<string>(answers);
        using FetchBatch batch = Engine.StartBatch();
        _fixture.Add(batch, 1, Patient);
        return AnswerAll(batch, exchange =>
        {
            string answer = left.Dequeue();
            if (answer == "200")
            {
                exchange.Answer();
            }
            else
            {
                exchange.Refuse(int.Parse(answer, System.Globalization.CultureInfo.InvariantCulture), answer == "429" ? "10" : null);
            }
        });
    }

    // It answers once, and is gone.
    private void BringDown(FetchBatch batch, string host)
    {
        _fixture.Add(batch, 1, Patient, host);
        Network.OldestTo(host).Answer();
        EngineFixture.TakeReady(batch);
        _fixture.Add(batch, 2, Patient, host);
        Network.OldestTo(host).RefuseConnection();
        Network.OldestTo(host).RefuseConnection();
    }

    // Every tenth of a second, until something has come of a request.
    private FetchOutcome AnswerAll(FetchBatch batch, Action<FakeExchange> answer)
    {
        TimeSpan step = TimeSpan.FromSeconds(0.1);
        for (int steps = 0; steps < 1_000; steps++)
        {
            foreach (FakeExchange exchange in Network.Pending)
            {
                answer(exchange);
            }

            if (EngineFixture.TakeReady(batch) is [{ } outcome, ..])
            {
                return outcome;
            }

            _fixture.Pass(step, step);
        }

        throw new InvalidOperationException("Nothing came of it.");
    }

    // It takes ten and refuses the rest for a second; after that it is asked for more step by step.
    private void Limit(FetchBatch batch, string host)
    {
        _fixture.Add(batch, 200, Patient, host);
        FakeExchange[] sent = [.. Network.Pending.Where(exchange => exchange.Uri.Host == host)];
        foreach (FakeExchange exchange in sent.Take(10))
        {
            exchange.Answer();
        }

        foreach (FakeExchange exchange in sent.Skip(10))
        {
            exchange.Refuse(429, "1");
        }

        _fixture.Pass(TimeSpan.FromSeconds(1.1));
    }
}
