using System.Net;
using ParallelFetch.Engine.Tests.Fakes;
using ParallelFetch.Retry;

namespace ParallelFetch.Engine.Tests.Retry;

public sealed class RetryBudgetTests : IDisposable
{
    private readonly FetchOptions _twice = NewCall();

    private readonly EngineFixture _fixture = new(static () => 0.1);

    public void Dispose() => _fixture.Dispose();

    private FakeNetwork Network => _fixture.Network;

    [Fact]
    public void A_host_that_answers_500_for_ever_gets_a_fifth_more_requests_and_a_small_allowance()
    {
        Network.Auto = Busy;
        using FetchBatch batch = _fixture.Engine.StartBatch();

        List<FetchOutcome> outcomes = Fetch(batch, 10_000);

        Assert.Equal(10_000, outcomes.Count);
        Assert.All(outcomes, outcome => Assert.Equal(500, outcome.StatusCode));
        int retries = Network.Count - 10_000;
        Assert.InRange(retries, 1_900, (10_000 * 0.2) + RetryBudget.Allowance);
        Assert.Equal(retries, outcomes.Sum(outcome => outcome.Attempts - 1));
        Assert.Equal(retries, _fixture.Host("host").Retries);
        Assert.Contains(EngineFixture.TakeNotices(batch), notice => notice.Kind == FetchNoticeKind.RetryBudgetExhausted);
    }

    [Fact]
    public void A_small_call_may_try_everything_again()
    {
        Network.Auto = Busy;
        using FetchBatch batch = _fixture.Engine.StartBatch();

        List<FetchOutcome> outcomes = Fetch(batch, 15);

        Assert.All(outcomes, outcome => Assert.Equal(3, outcome.Attempts));
        Assert.DoesNotContain(EngineFixture.TakeNotices(batch), notice => notice.Kind == FetchNoticeKind.RetryBudgetExhausted);
    }

    [Fact]
    public void A_few_failures_among_many_are_all_tried_again()
    {
        int number = 0;
        Network.Auto = request => number++ % 10 == 0 ? Busy(request) : new HttpResponseMessage();
        using FetchBatch batch = _fixture.Engine.StartBatch();

        List<FetchOutcome> outcomes = Fetch(batch, 3_000);

        Assert.All(outcomes, outcome => Assert.True(outcome.IsSuccess || outcome.Attempts == 3));
        Assert.DoesNotContain(EngineFixture.TakeNotices(batch), notice => notice.Kind == FetchNoticeKind.RetryBudgetExhausted);
    }

    [Fact]
    public void Long_good_times_save_up_only_so_much()
    {
        Network.Auto = _ => new HttpResponseMessage();
        using FetchBatch good = _fixture.Engine.StartBatch();
        Fetch(good, 20_000);
        int before = Network.Count;
        Network.Auto = Busy;
        using FetchBatch bad = _fixture.Engine.StartBatch();

        Fetch(bad, 2_000);

        Assert.InRange(Network.Count - before - 2_000, 1_000, 1_000 + (2_000 * 0.2));
    }

    [Fact]
    public void What_one_host_uses_up_is_left_to_the_others()
    {
        Network.Auto = Busy;
        using FetchBatch batch = _fixture.Engine.StartBatch();
        Fetch(batch, 1_000, "a");
        Assert.InRange(_fixture.Host("a").Retries, 190, 200 + RetryBudget.Allowance);

        Assert.All(Fetch(batch, 15, "b"), outcome => Assert.Equal(3, outcome.Attempts));
    }

    [Fact]
    public void What_one_call_uses_up_is_left_to_the_next()
    {
        Network.Auto = Busy;
        using FetchBatch one = _fixture.Engine.StartBatch();
        Fetch(one, 1_000);

        using FetchBatch other = _fixture.Engine.StartBatch();

        Assert.All(Fetch(other, 15, options: NewCall()), outcome => Assert.Equal(3, outcome.Attempts));
        Assert.Contains(Fetch(one, 15), outcome => outcome.Attempts < 3);
    }

    [Fact]
    public void A_count_that_was_given_is_carried_out()
    {
        Network.Auto = Busy;
        using FetchBatch batch = _fixture.Engine.StartBatch();

        List<FetchOutcome> outcomes = Fetch(batch, 1_000, options: new FetchOptions { Retry = new RetryOptions { MaximumCount = 7 } });

        Assert.All(outcomes, outcome => Assert.Equal(8, outcome.Attempts));
        Assert.DoesNotContain(EngineFixture.TakeNotices(batch), notice => notice.Kind == FetchNoticeKind.RetryBudgetExhausted);
    }

    [Fact]
    public void What_is_refused_takes_nothing_from_it()
    {
        var budget = new RetryBudget();
        var options = new FetchOptions { Retry = new RetryOptions { MaximumCount = 1, Budget = budget } };
        using FetchBatch batch = _fixture.Engine.StartBatch(limit: 1);
        _fixture.Add(batch, 1, options);
        for (int refusal = 0; refusal < 3 * RetryBudget.Allowance; refusal++)
        {
            Network.Oldest.Refuse(429, "1");
            _fixture.Pass(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        }

        Network.Oldest.Refuse(500);
        _fixture.Pass(TimeSpan.FromSeconds(1));
        Network.Oldest.Answer();

        FetchOutcome outcome = Assert.Single(EngineFixture.TakeReady(batch));
        Assert.Equal((200, (3 * RetryBudget.Allowance) + 2), (outcome.StatusCode, outcome.Attempts));
        Assert.InRange(Exhaust(budget, outcome.Request.Host), RetryBudget.Allowance - 1, RetryBudget.Allowance + (RetryBudget.Share * outcome.Attempts));
    }

    [Fact]
    public void Each_request_to_a_host_earns_a_fifth_of_a_retry_to_it_and_to_no_other()
    {
        var budget = new RetryBudget();
        HostKey one = KeyOf("one");
        HostKey other = KeyOf("other");
        Exhaust(budget, one);
        Exhaust(budget, other);

        for (int request = 0; request < 25; request++)
        {
            budget.CountRequest(one);
        }

        Assert.Equal((5, 0), (Exhaust(budget, one), Exhaust(budget, other)));
    }

    [Fact]
    public void What_was_sent_to_a_host_before_its_first_failure_has_earned_too()
    {
        var budget = new RetryBudget();

        Assert.Equal(RetryBudget.Allowance + 20, Exhaust(budget, KeyOf("host"), 100));
    }

    [Fact]
    public void A_list_of_many_failing_hosts_is_not_remembered_for_ever()
    {
        var budget = new RetryBudget();
        Exhaust(budget, KeyOf("first"));
        for (int i = 0; i < 4_095; i++)
        {
            budget.TryAcquire(KeyOf($"h{i}"), 0);
        }

        // As many as are remembered; one more, and all begin anew.
        Assert.False(budget.TryAcquire(KeyOf("first"), 0));
        budget.TryAcquire(KeyOf("last"), 0);

        Assert.True(budget.TryAcquire(KeyOf("first"), 0));
    }

    [Fact]
    public void What_is_not_tried_again_for_another_reason_takes_nothing_from_it()
    {
        Network.Auto = Busy;
        using FetchBatch batch = _fixture.Engine.StartBatch();
        Fetch(batch, 1_000, options: _twice with { Retry = _twice.Retry with { MaximumCount = 0 } });
        Fetch(batch, 1_000, options: _twice with { TotalTimeout = TimeSpan.FromMilliseconds(1) });
        Assert.Equal(2_000, Network.Count);

        Assert.All(Fetch(batch, 200), outcome => Assert.Equal(3, outcome.Attempts));
    }

    private static FetchOptions NewCall() => new() { Retry = new RetryOptions { MaximumCount = 2, Budget = new RetryBudget() } };

    private static HostKey KeyOf(string host)
    {
        Assert.True(HostKey.TryCreate(new Uri($"http://{host}/"), out HostKey key));
        return key;
    }

    private static int Exhaust(RetryBudget budget, HostKey host, long requests = 0)
    {
        int granted = 0;
        while (budget.TryAcquire(host, requests))
        {
            granted++;
        }

        return granted;
    }

    private static HttpResponseMessage Busy(HttpRequestMessage request) => new(HttpStatusCode.InternalServerError);

    private List<FetchOutcome> Fetch(FetchBatch batch, int count, string host = "host", FetchOptions? options = null)
    {
        var outcomes = new List<FetchOutcome>();
        for (int added = 0; outcomes.Count < count;)
        {
            while (added < count && !batch.IsFull)
            {
                _fixture.Add(batch, 1, options ?? _twice, host);
                added++;
            }

            _fixture.Clock.Advance(TimeSpan.FromMilliseconds(10));
            outcomes.AddRange(EngineFixture.TakeReady(batch));
        }

        return outcomes;
    }
}
