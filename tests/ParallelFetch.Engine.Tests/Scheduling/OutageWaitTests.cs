using ParallelFetch.Engine.Tests.Fakes;
using ParallelFetch.Retry;

namespace ParallelFetch.Engine.Tests.Scheduling;

/// <summary>A host that has answered in a call and cannot be reached any more is waited for.</summary>
public sealed class OutageWaitTests : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly FetchOptions Patient = new()
    {
        Retry = new RetryOptions { MaximumCount = 3, OutageTimeout = Second * 60, Budget = new RetryBudget() },
        HostFailureLimit = 5,
    };

    private readonly EngineFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    private FakeNetwork Network => _fixture.Network;

    private FetchEngine Engine => _fixture.Engine;

    [Fact]
    public void Its_urls_wait_and_one_asks_at_growing_intervals_whether_it_is_back()
    {
        using FetchBatch batch = StartDown(10, limit: 10);
        Assert.Equal((0, 10), (Network.Outstanding, Engine.Waiting));
        Assert.NotNull(_fixture.Host("host").DownSince);
        var intervals = new List<double>();

        for (int probe = 0; probe < 8; probe++)
        {
            intervals.Add(_fixture.WaitForNext(Second * 6).TotalSeconds);
            Assert.Equal(1, Network.Outstanding);
            Network.Oldest.RefuseConnection();
        }

        double[] expected = [0.5, 0.75, 1.125, 1.6875, 2.531, 3.797, 5, 5];
        Assert.All(expected.Zip(intervals), pair => Assert.Equal(pair.First, pair.Second, 0.0025));
        Assert.Empty(EngineFixture.TakeReady(batch));
    }

    [Fact]
    public void Each_time_another_url_asks()
    {
        using FetchBatch batch = StartDown(5, limit: 5);
        int before = Network.Count;

        for (int probe = 0; probe < 5; probe++)
        {
            _fixture.WaitForNext(Second * 6);
            Network.Oldest.RefuseConnection();
        }

        Assert.Equal(5, Network.Exchanges.Skip(before).Select(exchange => exchange.Uri.AbsolutePath).Distinct().Count());
    }

    [Fact]
    public void No_more_than_three_that_nobody_answers_are_on_the_wire()
    {
        using FetchBatch batch = StartDown(10, limit: 10);

        _fixture.Pass(Second * 50);

        Assert.Equal(3, Network.Outstanding);
        Network.Oldest.RefuseConnection();
        _fixture.Pass(Second * 6);
        Assert.Equal(3, Network.Outstanding);
    }

    [Fact]
    public void When_it_is_back_the_others_follow_as_answers_come()
    {
        using FetchBatch batch = StartDown(60, limit: 0);
        _fixture.WaitForNext(Second);

        Network.Oldest.Answer();
        var windows = new List<int>();
        for (int round = 0; round < 4; round++)
        {
            windows.Add(Network.Outstanding);
            Network.Answer(Network.Outstanding);
        }

        Assert.Equal([2, 4, 8, 16], windows);
        Assert.Null(_fixture.Host("host").DownSince);
        Assert.Equal([FetchNoticeKind.HostDown, FetchNoticeKind.HostBack], Kinds(batch, FetchNoticeKind.Retry));
        while (Network.Outstanding > 0)
        {
            Network.Answer(1);
        }

        List<FetchOutcome> outcomes = EngineFixture.TakeReady(batch);
        Assert.Equal(60, outcomes.Count);
        Assert.All(outcomes, outcome => Assert.True(outcome.IsSuccess));
    }

    [Theory]
    [InlineData(HttpRequestError.InvalidResponse)]
    [InlineData(HttpRequestError.ConfigurationLimitExceeded)]
    public void A_host_that_answers_with_what_cannot_be_read_is_not_away(HttpRequestError error)
    {
        using FetchBatch batch = Engine.StartBatch(limit: 10);
        _fixture.Add(batch, 11, Patient);
        Network.Answer(1);

        while (Network.Outstanding > 0)
        {
            Network.Oldest.Fail(new HttpRequestException(error));
        }

        Assert.Null(_fixture.Host("host").DownSince);
        Assert.DoesNotContain(FetchNoticeKind.HostDown, Kinds(batch, FetchNoticeKind.Retry));
    }

    [Fact]
    public void The_first_who_could_be_sent_again_is_not_told_twice_that_the_host_is_down()
    {
        using FetchBatch batch = StartDown(10, limit: 10);
        for (int probe = 0; probe < 4; probe++)
        {
            _fixture.WaitForNext(Second * 6);
            Network.Oldest.Reset();
        }

        Assert.Equal([FetchNoticeKind.HostDown], Kinds(batch, FetchNoticeKind.Retry));
    }

    [Fact]
    public void It_is_given_up_when_the_time_is_over_and_each_url_has_its_result()
    {
        using FetchBatch batch = StartDown(10, limit: 3);
        Network.Auto = _ => throw new HttpRequestException(HttpRequestError.ConnectionError);

        _fixture.Pass(Second * 59.9);
        Assert.Empty(EngineFixture.TakeReady(batch));
        _fixture.Pass(Second * 0.1);

        List<FetchOutcome> outcomes = EngineFixture.TakeReady(batch);
        Assert.Equal(10, outcomes.Count);
        Assert.Contains(outcomes, outcome => outcome.Attempts > 0);
        Assert.All(outcomes, outcome =>
        {
            Assert.Equal(outcome.Attempts > 0 ? FetchFailureKind.ConnectionFailed : FetchFailureKind.HostUnavailable, outcome.Failure!.Kind);
            Assert.InRange(outcome.Elapsed.TotalSeconds, 0, 60.01);
        });
        Assert.True(batch.IsDrained);
        Assert.Equal([FetchNoticeKind.HostDown, FetchNoticeKind.HostUnavailable], Kinds(batch, FetchNoticeKind.Retry));
        Assert.Equal((0, 0), (Engine.Outstanding, Engine.Waiting));
    }

    [Fact]
    public void What_was_given_up_while_never_sent_says_how_long_the_host_was_waited_for()
    {
        using FetchBatch batch = StartDown(200, limit: 3);
        Network.Auto = _ => throw new HttpRequestException(HttpRequestError.ConnectionError);

        _fixture.Pass(Second * 60);

        FetchOutcome unsent = EngineFixture.TakeReady(batch).First(outcome => outcome.Attempts == 0);
        Assert.Equal(FetchFailureKind.HostUnavailable, unsent.Failure!.Kind);
        Assert.Contains("60 s", unsent.Failure.Message, StringComparison.Ordinal);
        Assert.Contains("-OutageTimeoutSeconds", unsent.Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_host_that_was_given_up_is_asked_once_in_a_while_by_what_comes_later()
    {
        using FetchBatch batch = StartDown(10, limit: 3);
        Network.Auto = _ => throw new HttpRequestException(HttpRequestError.ConnectionError);
        _fixture.Pass(Second * 60);
        EngineFixture.TakeReady(batch);
        _fixture.Add(batch, 5, Patient);
        Assert.Equal(5, EngineFixture.TakeReady(batch).Count);

        _fixture.Pass(Second * 36);
        Network.Auto = _ => new HttpResponseMessage();
        _fixture.Add(batch, 5, Patient);

        Assert.Equal([200, 200, 200, 200, 200], EngineFixture.TakeReady(batch).Select(outcome => outcome.StatusCode));
    }

    [Fact]
    public void Other_hosts_go_on()
    {
        using FetchBatch batch = StartDown(10, limit: 3);

        _fixture.Add(batch, 20, Patient, "other");
        while (Network.Outstanding > 0)
        {
            Network.Answer(1);
        }

        Assert.Equal(20, EngineFixture.TakeReady(batch).Count);
        Assert.Equal(10, Engine.Waiting);
    }

    [Fact]
    public void A_host_that_has_never_answered_fails_fast()
    {
        using FetchBatch batch = Engine.StartBatch(limit: 1);
        _fixture.Add(batch, 20, Patient);

        for (int failures = 0; failures < 5; failures++)
        {
            Network.Oldest.RefuseConnection();
        }

        List<FetchOutcome> outcomes = EngineFixture.TakeReady(batch);
        Assert.Equal(20, outcomes.Count);
        Assert.Equal(5, Network.Count);
        Assert.Equal((5, 15), (outcomes.Count(outcome => outcome.Attempts == 1), outcomes.Count(outcome => outcome.Attempts == 0)));
    }

    [Fact]
    public void What_it_answered_to_an_earlier_call_is_no_reason_to_wait()
    {
        using (FetchBatch earlier = Engine.StartBatch())
        {
            _fixture.Add(earlier, 1);
            Network.Answer(1);
        }

        _fixture.Pass(Second);
        using FetchBatch batch = Engine.StartBatch();
        _fixture.Add(batch, 1, Patient);
        Network.Oldest.RefuseConnection();

        Assert.Equal(FetchFailureKind.ConnectionFailed, Assert.Single(EngineFixture.TakeReady(batch)).Failure!.Kind);
    }

    [Fact]
    public void A_post_whose_connection_was_refused_is_sent_again_and_one_that_may_have_arrived_is_not()
    {
        using FetchBatch batch = Engine.StartBatch();
        _fixture.Add(batch, 1, Patient);
        Network.Answer(1);
        batch.Add(_fixture.Request(Patient).WithContent(HttpMethod.Post, null));
        batch.Add(_fixture.Request(Patient).WithContent(HttpMethod.Post, null));
        Network.Oldest.RefuseConnection();
        Network.Oldest.Reset();
        Assert.Equal(FetchFailureKind.ConnectionFailed, EngineFixture.TakeReady(batch)[^1].Failure!.Kind);

        _fixture.WaitForNext(Second);
        Network.Oldest.Answer();

        FetchOutcome outcome = Assert.Single(EngineFixture.TakeReady(batch));
        Assert.Equal((200, 2), (outcome.StatusCode, outcome.Attempts));
        Assert.Equal(["GET", "POST", "POST", "POST"], Network.Exchanges.Select(exchange => exchange.Method));
    }

    [Fact]
    public void A_count_of_zero_sends_nothing_twice()
    {
        using FetchBatch batch = Engine.StartBatch();
        FetchOptions never = Patient with { Retry = Patient.Retry with { MaximumCount = 0 } };
        _fixture.Add(batch, 1, never);
        Network.Answer(1);
        _fixture.Add(batch, 1, never);

        Network.Oldest.RefuseConnection();
        _fixture.Pass(Second * 70);

        Assert.Equal(2, EngineFixture.TakeReady(batch).Count);
        Assert.Equal(2, Network.Count);
    }

    [Fact]
    public void An_outage_costs_a_url_one_try_however_often_it_asks()
    {
        using FetchBatch batch = StartDown(1, limit: 1, Patient with { Retry = Patient.Retry with { MaximumCount = 2 } });
        for (int probe = 0; probe < 6; probe++)
        {
            _fixture.WaitForNext(Second * 6);
            Network.Oldest.RefuseConnection();
        }

        // One of two tries is left.
        _fixture.WaitForNext(Second * 6);
        Network.Oldest.Refuse(500);
        _fixture.WaitForNext(Second * 6);
        Network.Oldest.Refuse(500);

        FetchOutcome outcome = Assert.Single(EngineFixture.TakeReady(batch));
        Assert.Equal((500, 9), (outcome.StatusCode, outcome.Attempts));
    }

    [Fact]
    public void A_url_that_brings_its_server_down_each_time_is_not_sent_for_ever()
    {
        using FetchBatch batch = Engine.StartBatch(limit: 1);
        _fixture.Add(batch, 1, Patient);
        Network.Answer(1);
        batch.Add(FetchRequest.Create("http://host/deadly", Patient));
        _fixture.Add(batch, 30, Patient);
        int deadly = 0;
        for (int steps = 0; steps < 1_000 && !batch.IsDrained; steps++)
        {
            while (Network.Outstanding > 0)
            {
                if (Network.Oldest.Uri.AbsolutePath == "/deadly")
                {
                    deadly++;
                    Network.Oldest.Reset();
                }
                else
                {
                    Network.Oldest.Answer();
                }
            }

            EngineFixture.TakeReady(batch).ForEach(outcome => Assert.Equal(((Uri)outcome.Uri!).AbsolutePath != "/deadly", outcome.IsSuccess));
            _fixture.Pass(Second, Second);
        }

        Assert.True(batch.IsDrained);
        // Its first try and three more, and those with which it asked whether the host is back.
        Assert.InRange(deadly, 4, 8);
    }

    [Fact]
    public void Ending_the_session_ends_the_wait()
    {
        using FetchBatch batch = StartDown(10, limit: 3);

        Engine.Dispose();

        List<FetchOutcome> outcomes = EngineFixture.TakeReady(batch);
        Assert.Equal(10, outcomes.Count);
        Assert.All(outcomes, outcome => Assert.Equal(FetchFailureKind.FetchStopped, outcome.Failure!.Kind));
        int sent = Network.Count;
        _fixture.Pass(Second * 70);
        Assert.Equal(sent, Network.Count);
    }

    private static IEnumerable<FetchNoticeKind> Kinds(IFetchSource source, FetchNoticeKind but) =>
        EngineFixture.TakeNotices(source).Select(notice => notice.Kind).Where(kind => kind != but);

    // A host that has answered once, and is gone when so many are asked for.
    private FetchBatch StartDown(int count, int limit, FetchOptions? options = null)
    {
        FetchBatch batch = Engine.StartBatch(limit);
        _fixture.Add(batch, 1, options ?? Patient);
        Network.Answer(1);
        Assert.Single(EngineFixture.TakeReady(batch));
        _fixture.Add(batch, count, options ?? Patient);
        while (Network.Outstanding > 0)
        {
            Network.Oldest.RefuseConnection();
        }

        return batch;
    }
}
