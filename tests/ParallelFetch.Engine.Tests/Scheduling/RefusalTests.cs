using System.Net;
using ParallelFetch.Engine.Tests.Fakes;
using ParallelFetch.Retry;

namespace ParallelFetch.Engine.Tests.Scheduling;

/// <summary>What a host refuses comes again later, as long as the host lets something through.</summary>
public sealed class RefusalTests : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly FetchOptions Patient = new()
    {
        Retry = new RetryOptions { MaximumCount = 1, RateLimitTimeout = Second * 10, Budget = new RetryBudget() },
    };

    private readonly EngineFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    private FakeNetwork Network => _fixture.Network;

    private FetchEngine Engine => _fixture.Engine;

    [Fact]
    public void What_is_refused_waits_for_its_turn_and_takes_no_place_on_the_wire()
    {
        using FetchBatch batch = Engine.StartBatch(limit: 1);
        _fixture.Add(batch, 1, Patient, "limited");
        _fixture.Add(batch, 1, Patient, "other");

        Network.Oldest.Refuse(429, "5");

        Assert.Equal("other", Network.Oldest.Uri.Host);
        Assert.Equal((1, 1, 1), (Engine.Waiting, batch.Progress.Retrying, _fixture.Host("limited").Refusals));
        Assert.Equal("limited", batch.Progress.Hold?.Host);
    }

    [Fact]
    public void It_comes_again_as_often_as_it_takes_while_the_host_lets_others_through()
    {
        using FetchBatch batch = Engine.StartBatch(limit: 1);
        _fixture.Add(batch, 1, Patient);
        for (int refusal = 0; refusal < 20; refusal++)
        {
            Network.Oldest.Refuse(429, "9");
            Assert.InRange(_fixture.WaitForNext(Second * 61).TotalSeconds, 9, 61);
            Network.Oldest.Answer();
            _fixture.Add(batch, 1, Patient);
            if (Network.Outstanding == 0)
            {
                _fixture.WaitForNext(Second * 61);
            }
        }

        Assert.Equal(20, EngineFixture.TakeReady(batch).Count(outcome => outcome is { IsSuccess: true, Attempts: 2 }));
    }

    [Fact]
    public void A_count_of_zero_sends_nothing_twice_and_the_host_pauses_all_the_same()
    {
        using FetchBatch batch = Engine.StartBatch(limit: 1);
        _fixture.Add(batch, 2, Patient with { Retry = Patient.Retry with { MaximumCount = 0 } });

        Network.Oldest.Refuse(429, "5");

        FetchOutcome outcome = Assert.Single(EngineFixture.TakeReady(batch));
        Assert.Equal((429, 1), (outcome.StatusCode, outcome.Attempts));
        Assert.Equal(5, _fixture.WaitForNext(Second * 6).TotalSeconds, 0.0001);
        Assert.Equal(["/0", "/1"], Network.Exchanges.Select(exchange => exchange.Uri.AbsolutePath));
    }

    [Fact]
    public void A_post_that_was_refused_has_done_nothing_and_is_sent_again()
    {
        using FetchBatch batch = Engine.StartBatch();
        batch.Add(_fixture.Request(Patient).WithContent(HttpMethod.Post, null));

        Network.Oldest.Refuse(429, "5");
        _fixture.Pass(Second * 5);
        Network.Oldest.Answer();

        Assert.Equal(2, Assert.Single(EngineFixture.TakeReady(batch)).Attempts);
    }

    [Fact]
    public void A_host_that_lets_nothing_through_for_so_long_is_given_up_with_what_it_said()
    {
        using FetchBatch batch = Engine.StartBatch(limit: 2);
        _fixture.Add(batch, 4, Patient);
        SlowDown(Network.Oldest);
        SlowDown(Network.Oldest);
        for (int step = 0; step < 99; step++)
        {
            _fixture.Pass(Second * 0.1);
            Network.Pending.ToList().ForEach(SlowDown);
        }

        Assert.Empty(EngineFixture.TakeReady(batch));
        Assert.Equal(4, Engine.Waiting);
        _fixture.Pass(Second * 0.1);

        List<FetchOutcome> outcomes = EngineFixture.TakeReady(batch);
        Assert.Equal((4, 0, 0), (outcomes.Count, Engine.Waiting, Engine.Outstanding));
        FetchOutcome[] refused = [.. outcomes.Where(outcome => outcome.Attempts > 0)];
        Assert.InRange(refused.Length, 2, 3);
        Assert.All(refused, outcome =>
        {
            Assert.Equal((429, "slow down", "yes"), (outcome.StatusCode, outcome.Content, outcome.ReadHeader("X-Limited")));
            Assert.Null(outcome.Failure);
        });
        Assert.Contains(refused, outcome => outcome.Elapsed == Second * 10);
        Assert.All(outcomes.Where(outcome => outcome.Attempts == 0), outcome =>
        {
            Assert.Equal(FetchFailureKind.HostUnavailable, outcome.Failure!.Kind);
            Assert.Contains("-RateLimitTimeoutSeconds", outcome.Failure.Message, StringComparison.Ordinal);
            Assert.Contains("10 s", outcome.Failure.Message, StringComparison.Ordinal);
        });
        Assert.Single(EngineFixture.TakeNotices(batch), notice => notice.Kind == FetchNoticeKind.HostUnavailable);
    }

    [Fact]
    public void Each_call_is_told_once_that_the_host_is_given_up()
    {
        for (int call = 0; call < 2; call++)
        {
            using FetchBatch batch = Engine.StartBatch(limit: 2);
            _fixture.Add(batch, 10, Patient);
            for (int step = 0; step < 300 && !batch.IsDrained; step++)
            {
                Network.Pending.ToList().ForEach(SlowDown);
                EngineFixture.TakeReady(batch);
                _fixture.Pass(Second * 0.1);
            }

            Assert.True(batch.IsDrained);
            Assert.Single(EngineFixture.TakeNotices(batch), notice => notice.Kind == FetchNoticeKind.HostUnavailable);
        }
    }

    [Fact]
    public void What_it_lets_through_counts_the_time_anew()
    {
        using FetchBatch batch = Engine.StartBatch(limit: 1);
        _fixture.Add(batch, 2, Patient);
        Network.Oldest.Refuse(429, "9");
        _fixture.Pass(Second * 9);
        Network.Oldest.Answer();
        Network.Oldest.Refuse(429, "9");
        _fixture.Pass(Second * 9);

        Assert.Equal(1, Network.Outstanding);
        Assert.Single(EngineFixture.TakeReady(batch));
    }

    [Fact]
    public void A_time_of_zero_gives_up_at_the_first_refusal_of_everything()
    {
        using FetchBatch batch = Engine.StartBatch(limit: 1);
        _fixture.Add(batch, 1, Patient with { Retry = Patient.Retry with { RateLimitTimeout = TimeSpan.Zero } });

        Network.Oldest.Refuse(429, "1");

        Assert.Equal((429, 1), (Assert.Single(EngineFixture.TakeReady(batch)).StatusCode, Network.Count));
    }

    [Fact]
    public void Two_calls_at_one_host_wait_together_and_each_as_long_as_it_says()
    {
        using FetchBatch one = Engine.StartBatch();
        _fixture.Add(one, 2, Patient);
        Network.Oldest.Refuse(429, "4");
        Network.Oldest.Refuse(429, "4");
        _fixture.Pass(Second * 3.5);
        using FetchBatch other = Engine.StartBatch();
        _fixture.Add(other, 2, Patient);
        Assert.Equal(2, Network.Count);
        for (int step = 0; step < 65; step++)
        {
            _fixture.Pass(Second * 0.1);
            Network.Pending.ToList().ForEach(exchange => exchange.Refuse(429, "1"));
        }

        Assert.Equal([429, 429], EngineFixture.TakeReady(one).Select(outcome => outcome.StatusCode));
        Assert.Empty(EngineFixture.TakeReady(other));
        _fixture.Pass(Second * 2.5);
        Assert.Equal(1, Network.Outstanding);
        Network.Oldest.Answer();
        _fixture.Pass(Second * 20);
        Network.Answer(Network.Outstanding);

        Assert.Equal([200, 200], EngineFixture.TakeReady(other).Select(outcome => outcome.StatusCode));
    }

    [Fact]
    public void A_url_that_is_refused_while_others_come_through_waits_by_itself()
    {
        using FetchBatch batch = Engine.StartBatch(limit: 1);
        FetchOptions options = Patient with { Retry = Patient.Retry with { RateLimitTimeout = Second * 300 } };
        batch.Add(FetchRequest.Create("http://host/hated", options));
        var gaps = new List<double>();
        double since = 0;
        for (int step = 0; step < 20_000 && gaps.Count < 13; step++)
        {
            while (Network.Outstanding > 0)
            {
                if (Network.Oldest.Uri.AbsolutePath == "/hated")
                {
                    gaps.Add(since);
                    since = 0;
                    Network.Oldest.Refuse(429, "1");
                }
                else
                {
                    Network.Oldest.Answer();
                }
            }

            if (step % 5 == 0)
            {
                _fixture.Add(batch, 1, options);
            }

            EngineFixture.TakeReady(batch);
            _fixture.Pass(Second * 0.1, Second * 0.1);
            since += 0.1;
        }

        // From the second refusal on before which others came through, and not at once any more.
        Assert.Equal(13, gaps.Count);
        int first = gaps.FindIndex(gap => gap > 7.9);
        Assert.InRange(first, 5, 9);
        Assert.All(new[] { 8.0, 16, 32, 60 }.Zip(gaps.Skip(first)), pair => Assert.InRange(pair.Second, pair.First - 0.1, pair.First + 1.5));
    }

    [Fact]
    public void A_url_that_only_is_refused_in_the_end_has_its_429()
    {
        using FetchBatch batch = Engine.StartBatch(limit: 1);
        batch.Add(FetchRequest.Create("http://host/hated", Patient));
        FetchOutcome? hated = null;
        for (int step = 0; step < 10_000 && hated is null; step++)
        {
            while (Network.Outstanding > 0)
            {
                if (Network.Oldest.Uri.AbsolutePath == "/hated")
                {
                    SlowDown(Network.Oldest);
                }
                else
                {
                    Network.Oldest.Answer();
                }
            }

            _fixture.Add(batch, 1, Patient);
            hated = EngineFixture.TakeReady(batch).Find(outcome => ((Uri)outcome.Uri!).AbsolutePath == "/hated");
            _fixture.Pass(Second * 0.5, Second * 0.1);
        }

        Assert.Equal((429, "slow down"), (hated?.StatusCode, hated?.Content));
        Assert.InRange(hated!.Elapsed.TotalSeconds, 10, 600);
    }

    [Fact]
    public void In_order_a_host_that_refuses_is_waited_for_and_given_up_in_its_place()
    {
        using FetchBatch batch = Engine.StartBatch(limit: 4, inOrder: true);
        batch.Add(FetchRequest.Create("http://limited/0", Patient));
        for (int i = 1; i < 2_000; i++)
        {
            batch.Add(FetchRequest.Create(i == 700 ? "http://limited/700" : $"http://quick/{i}", Patient));
        }

        var outcomes = new List<FetchOutcome>();
        for (int step = 0; step < 1_000 && outcomes.Count < 2_000; step++)
        {
            while (Network.Outstanding > 0)
            {
                if (Network.Oldest.Uri.Host == "limited")
                {
                    Network.Oldest.Refuse(429);
                }
                else
                {
                    Network.Oldest.Answer();
                }
            }

            outcomes.AddRange(EngineFixture.TakeReady(batch));
            _fixture.Pass(Second * 0.1);
        }

        Assert.Equal(Enumerable.Range(0, 2_000), outcomes.Select(outcome => int.Parse(((Uri)outcome.Uri!).AbsolutePath[1..], null)));
        Assert.Equal(1_998, outcomes.Count(outcome => outcome.StatusCode == 200));
        Assert.Equal(429, outcomes[0].StatusCode);
    }

    [Fact]
    public void Ending_the_session_ends_the_wait_for_good()
    {
        FetchBatch batch = Engine.StartBatch(limit: 2);
        _fixture.Add(batch, 10, Patient);
        FetchHandle handle = Engine.Background.Add(_fixture.Request(Patient));
        Network.Oldest.Refuse(429, "5");
        Network.Oldest.Refuse(429, "5");

        Engine.Dispose();

        List<FetchOutcome> outcomes = EngineFixture.TakeReady(batch);
        Assert.Equal(10, outcomes.Count);
        Assert.All(outcomes, outcome => Assert.Equal(FetchFailureKind.FetchStopped, outcome.Failure!.Kind));
        Assert.Equal(FetchState.Stopped, handle.State);
        int sent = Network.Count;
        _fixture.Pass(Second * 20);
        Assert.Equal((sent, 0), (Network.Count, Engine.Waiting));
    }

    private static void SlowDown(FakeExchange exchange)
    {
        var response = new HttpResponseMessage(HttpStatusCode.TooManyRequests) { Content = new StringContent("slow down") };
        response.Headers.TryAddWithoutValidation("X-Limited", "yes");
        exchange.Answer(response);
    }
}
