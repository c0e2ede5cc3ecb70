using System.Net;
using ParallelFetch.Engine.Tests.Fakes;
using ParallelFetch.Retry;

namespace ParallelFetch.Engine.Tests.Retry;

public sealed class RetryBudgetTests : IDisposable
{
    private static readonly FetchOptions Twice = new() { Retry = new RetryOptions { MaximumCount = 2 } };

    private readonly EngineFixture _fixture = new(static () => 0.1);

    public void Dispose() => _fixture.Dispose();

    private FakeNetwork Network => _fixture.Network;

    [Fact]
    public void A_host_that_answers_503_for_ever_gets_a_fifth_more_requests_and_a_small_allowance()
    {
        Network.Auto = Busy;
        using FetchBatch batch = _fixture.Engine.StartBatch();

        List<FetchOutcome> outcomes = Fetch(batch, 10_000);

        Assert.Equal(10_000, outcomes.Count);
        Assert.All(outcomes, outcome => Assert.Equal(503, outcome.StatusCode));
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
    public void It_is_one_for_all_calls_and_hosts_of_a_session()
    {
        Network.Auto = Busy;
        using FetchBatch one = _fixture.Engine.StartBatch();
        Fetch(one, 1_000, "a");

        using FetchBatch other = _fixture.Engine.StartBatch();
        Fetch(other, 1_000, "b");

        Assert.InRange(Network.Count - 2_000, 380, (2_000 * 0.2) + RetryBudget.Allowance);
        Assert.InRange(_fixture.Host("b").Retries, 1, 1_000 * 0.2 + 1);
    }

    [Fact]
    public void What_is_not_tried_again_for_another_reason_takes_nothing_from_it()
    {
        Network.Auto = Busy;
        using FetchBatch batch = _fixture.Engine.StartBatch();
        Fetch(batch, 1_000, options: new FetchOptions());
        Fetch(batch, 1_000, options: Twice with { TotalTimeout = TimeSpan.FromMilliseconds(1) });
        Assert.Equal(2_000, Network.Count);

        Assert.All(Fetch(batch, 200), outcome => Assert.Equal(3, outcome.Attempts));
    }

    private static HttpResponseMessage Busy(HttpRequestMessage request) => new(HttpStatusCode.ServiceUnavailable);

    private List<FetchOutcome> Fetch(FetchBatch batch, int count, string host = "host", FetchOptions? options = null)
    {
        var outcomes = new List<FetchOutcome>();
        for (int added = 0; outcomes.Count < count;)
        {
            while (added < count && !batch.IsFull)
            {
                _fixture.Add(batch, 1, options ?? Twice, host);
                added++;
            }

            _fixture.Clock.Advance(TimeSpan.FromMilliseconds(10));
            outcomes.AddRange(EngineFixture.TakeReady(batch));
        }

        return outcomes;
    }
}
