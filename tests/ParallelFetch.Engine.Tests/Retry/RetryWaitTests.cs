using ParallelFetch.Engine.Tests.Fakes;
using ParallelFetch.Retry;

namespace ParallelFetch.Engine.Tests.Retry;

public sealed class RetryWaitTests : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly FetchOptions Once = new() { Retry = new RetryOptions { MaximumCount = 1, Interval = Second * 10 } };

    private readonly EngineFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    private FakeNetwork Network => _fixture.Network;

    private FetchEngine Engine => _fixture.Engine;

    [Fact]
    public void What_waits_for_its_retry_holds_no_place_on_the_wire_and_counts_as_waiting()
    {
        using FetchBatch batch = Engine.StartBatch(new FetchLimits { Throttle = 1, ThrottlePerHost = 1 }, inOrder: false);
        _fixture.Add(batch, 3, Once);

        Network.Oldest.Refuse(500);

        Assert.Equal((1, 2), (Network.Outstanding, Engine.Waiting));
        Assert.Equal((1, 2), (_fixture.Host("host").InFlight, _fixture.Host("host").Waiting));
        Assert.Equal(new FetchProgress(Accepted: 3, Completed: 0, Failed: 0, InFlight: 1) { Retrying = 1 }, batch.Progress);
        Network.Answer(2);
        Assert.Equal((0, 1), (Engine.Outstanding, Engine.Waiting));
        Assert.Equal(2, EngineFixture.TakeReady(batch).Count);
        Assert.False(batch.IsDrained);

        Assert.Equal(5, _fixture.WaitForNext(Second * 10).TotalSeconds, 0.002);
        Network.Answer(1);
        Assert.Equal(2, Assert.Single(EngineFixture.TakeReady(batch)).Attempts);
        Assert.True(batch.IsDrained);
    }

    [Fact]
    public void What_waits_for_its_retry_fills_the_room()
    {
        using FetchBatch batch = Engine.StartBatch(limit: 1);
        _fixture.Add(batch, FetchBatch.QueueLimit, Once);
        Assert.False(batch.IsFull);

        Network.Oldest.Refuse(500);
        Assert.False(batch.IsFull);
        _fixture.Add(batch, 1, Once);

        Assert.True(batch.IsFull);
    }

    [Fact]
    public void A_retry_goes_before_the_fresh_requests_of_its_host()
    {
        using FetchBatch batch = Engine.StartBatch(limit: 1);
        _fixture.Add(batch, 5, Once);
        Network.Oldest.Refuse(500);
        _fixture.Pass(Second * 6);

        Network.Answer(2);

        Assert.Equal(["/0", "/1", "/0", "/2"], Network.Exchanges.Select(exchange => exchange.Uri.AbsolutePath));
    }

    [Fact]
    public void The_times_of_a_retried_fetch_begin_with_its_first_sending()
    {
        using FetchBatch batch = Engine.StartBatch(limit: 1);
        _fixture.Add(batch, 1);
        _fixture.Add(batch, 1, Once);
        _fixture.Pass(Second * 2);
        DateTimeOffset sent = _fixture.Clock.GetLocalNow();
        Network.Answer(1);
        _fixture.Pass(Second * 3);
        Network.Oldest.Refuse(500);
        _fixture.Pass(Second * 5);
        _fixture.Pass(Second * 4);
        Network.Oldest.Answer();

        FetchOutcome outcome = EngineFixture.TakeReady(batch)[1];
        Assert.Equal((sent, 2), (outcome.StartTime, outcome.Attempts));
        Assert.Equal(Second * 12, outcome.Elapsed);
        Assert.Equal(new FetchTiming(Second * 2, Second * 4, TimeSpan.Zero), outcome.Timing);
    }

    [Theory]
    [InlineData(9, 2)]
    [InlineData(6, 2)]
    [InlineData(5, 1)]
    [InlineData(2, 1)]
    public void There_is_no_retry_that_cannot_end_in_time(int total, int sent)
    {
        using FetchBatch batch = Engine.StartBatch();
        _fixture.Add(batch, 1, Once with { TotalTimeout = Second * total });

        Network.Oldest.Refuse(500);
        Assert.Equal(sent == 1, batch.TryTake(out FetchOutcome? outcome));
        _fixture.Pass(Second * 5.01);

        Assert.Equal(sent, Network.Count);
        Assert.Equal(sent == 1 ? 500 : null, outcome?.StatusCode);
        Assert.Null(outcome?.Failure);
    }

    [Fact]
    public void The_total_time_counts_from_the_first_sending()
    {
        using FetchBatch batch = Engine.StartBatch();
        _fixture.Add(batch, 1, Once with { TotalTimeout = Second * 20 });
        _fixture.Pass(Second * 8);
        Network.Oldest.Refuse(500);
        _fixture.Pass(Second * 6);
        Assert.Equal(2, Network.Count);

        _fixture.Pass(Second * 5.5);
        Assert.False(batch.TryTake(out _));
        _fixture.Pass(Second);

        FetchOutcome outcome = EngineFixture.TakeOne(batch);
        Assert.Equal(FetchFailureKind.TotalTimeoutReached, outcome.Failure!.Kind);
        Assert.Equal(2, outcome.Attempts);
        Assert.InRange(outcome.Elapsed.TotalSeconds, 20, 20.5);
    }

    [Fact]
    public void Cancelling_a_call_ends_the_wait_at_once_and_for_good()
    {
        using FetchBatch batch = StartAndRefuse();
        DateTimeOffset first = _fixture.Clock.GetLocalNow();
        _fixture.Pass(Second);

        batch.Cancel();

        List<FetchOutcome> outcomes = EngineFixture.TakeReady(batch);
        Assert.Equal(3, outcomes.Count);
        Assert.All(outcomes, outcome =>
        {
            Assert.Equal(FetchFailureKind.FetchStopped, outcome.Failure!.Kind);
            Assert.Equal((1, first, Second), (outcome.Attempts, outcome.StartTime, outcome.Elapsed));
        });
        AssertNothingFollows();
        Assert.True(batch.IsDrained);
    }

    [Fact]
    public void Disposing_of_a_call_ends_the_wait_for_good()
    {
        FetchBatch batch = StartAndRefuse();

        batch.Dispose();

        AssertNothingFollows();
        Assert.Equal(3, EngineFixture.TakeReady(batch).Count);
    }

    [Fact]
    public void Ending_the_session_ends_the_wait_for_good()
    {
        FetchBatch batch = StartAndRefuse();
        FetchHandle handle = Engine.Background.Add(_fixture.Request(Once));
        Network.Oldest.Refuse(500);

        Engine.Dispose();

        Assert.All(EngineFixture.TakeReady(batch), outcome => Assert.Equal(FetchFailureKind.FetchStopped, outcome.Failure!.Kind));
        Assert.True(batch.IsDrained);
        Assert.Equal(FetchState.Stopped, handle.State);
        int sent = Network.Count;
        _fixture.Pass(Second * 30);
        Assert.Equal(sent, Network.Count);
    }

    [Fact]
    public void A_request_that_is_cancelled_while_it_runs_is_not_tried_again()
    {
        using FetchBatch batch = Engine.StartBatch();
        _fixture.Add(batch, 1, Once);

        batch.Cancel();

        Assert.Equal(FetchFailureKind.FetchStopped, Assert.Single(EngineFixture.TakeReady(batch)).Failure!.Kind);
        AssertNothingFollows();
    }

    [Fact]
    public void Stopping_a_background_fetch_ends_its_wait_at_once_and_leaves_the_others()
    {
        FetchHandle[] handles = [.. Enumerable.Range(0, 3).Select(_ => Engine.Background.Add(_fixture.Request(Once)))];
        Network.Oldest.Refuse(500);
        Network.Oldest.Refuse(500);
        Network.Oldest.Refuse(500);
        using FetchCollector collector = Engine.Background.Collect(all: true);

        Assert.True(Engine.Background.Stop(handles[1]));

        Assert.Equal(FetchState.Stopped, handles[1].State);
        FetchOutcome outcome = Assert.Single(EngineFixture.TakeReady(collector));
        Assert.Equal((FetchFailureKind.FetchStopped, 1), (outcome.Failure!.Kind, outcome.Attempts));
        _fixture.Pass(Second * 6);
        Assert.Equal(5, Network.Count);
        Network.Answer(2);
        Assert.Equal(2, EngineFixture.TakeReady(collector).Count);
        Assert.True(collector.IsDrained);
    }

    [Fact]
    public void A_background_fetch_that_waits_for_its_retry_does_not_keep_the_next_from_starting()
    {
        Engine.SetThrottle(1);
        Engine.Background.Add(_fixture.Request(Once));
        Network.Oldest.Refuse(500);

        Engine.Background.Add(_fixture.Request(Once));

        Engine.Background.WaitUntilStarted(TestContext.Current.CancellationToken);
        Assert.Equal(2, Network.Count);
    }

    [Fact]
    public void A_retry_that_is_due_waits_for_a_place_like_any_other()
    {
        using FetchBatch batch = Engine.StartBatch(limit: 1);
        _fixture.Add(batch, 2, Once);
        Network.Oldest.Refuse(500);
        _fixture.Pass(Second * 60);

        Assert.Equal((2, 1), (Network.Count, Engine.Waiting));
        Network.Answer(1);

        Assert.Equal(3, Network.Count);
    }

    [Fact]
    public void A_jump_of_the_clock_makes_all_retries_due_and_keeps_the_limit()
    {
        using FetchBatch batch = Engine.StartBatch(limit: 5);
        _fixture.Add(batch, 20, Once);
        for (int i = 0; i < 20; i++)
        {
            Network.Oldest.Refuse(500);
        }

        Assert.Equal(0, Network.Outstanding);
        _fixture.Clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal(5, Network.Outstanding);
        Network.Answer(20);
        Assert.Equal(20, EngineFixture.TakeReady(batch).Count);
        Assert.Equal(5, Network.Peak);
    }

    private FetchBatch StartAndRefuse()
    {
        FetchBatch batch = Engine.StartBatch();
        _fixture.Add(batch, 3, Once);
        for (int i = 0; i < 3; i++)
        {
            Network.Oldest.Refuse(500);
        }

        Assert.Equal((0, 3), (Engine.Outstanding, Engine.Waiting));
        return batch;
    }

    private void AssertNothingFollows()
    {
        int sent = Network.Count;
        Assert.Equal(0, Engine.Waiting);
        _fixture.Pass(Second * 30);
        Assert.Equal((sent, 0, 0), (Network.Count, Engine.Outstanding, Engine.Waiting));
    }
}
