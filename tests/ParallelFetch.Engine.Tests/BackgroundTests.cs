using ParallelFetch.Engine.Tests.Fakes;

namespace ParallelFetch.Engine.Tests;

public sealed class BackgroundTests : IDisposable
{
    private readonly EngineFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    private BackgroundFetches Background => _fixture.Engine.Background;

    private FakeNetwork Network => _fixture.Network;

    [Fact]
    public void A_handle_tells_where_its_fetch_stands()
    {
        _fixture.Engine.SetThrottle(1);
        FetchHandle[] handles = Add(3);
        Assert.Equal([FetchState.Running, FetchState.Waiting, FetchState.Waiting], handles.Select(handle => handle.State));

        Network.Answer(1);
        Network.Oldest.Fail(new HttpRequestException(HttpRequestError.ConnectionError));

        Assert.Equal([FetchState.Completed, FetchState.Failed, FetchState.Running], handles.Select(handle => handle.State));
        Assert.Equal([1, 2, 3], handles.Select(handle => handle.Id));
    }

    [Fact]
    public void Starting_blocks_only_while_the_limit_is_reached()
    {
        _fixture.Engine.SetThrottle(1);
        Add(1);
        Background.WaitUntilStarted(TestContext.Current.CancellationToken);
        Add(1);
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => Background.WaitUntilStarted(cancelled.Token));

        Network.Answer(1);

        Background.WaitUntilStarted(TestContext.Current.CancellationToken);
    }

    [Fact]
    public void As_many_as_one_likes_are_stopped_and_looked_through()
    {
        const int Count = 60_000;
        _fixture.Engine.SetThrottle(1);
        FetchHandle[] handles = Add(Count);
        using FetchCollector collector = Background.Collect(all: false);
        Array.ForEach(handles, collector.Include);

        // Last first: a queue that were searched from its front would take minutes.
        for (int i = Count - 1; i > 1; i--)
        {
            Assert.True(Background.Stop(handles[i]));
        }

        Network.Answer(1);
        Assert.Equal(FetchState.Running, handles[1].State);
        Network.Answer(1);
        int taken = 0;
        while (!collector.IsDrained)
        {
            Assert.True(collector.TryTake(out _));
            taken++;
        }

        Assert.Equal(Count, taken);
        Assert.Equal(0, _fixture.Engine.Waiting);
        Assert.Equal(Count - 2, handles.Count(handle => handle.State == FetchState.Stopped));
    }

    [Fact]
    public void What_was_stopped_is_skipped_and_the_others_keep_their_order()
    {
        _fixture.Engine.SetThrottle(1);
        FetchHandle[] handles = Add(1_000);
        foreach (FetchHandle handle in handles.Where(handle => handle.Id % 10 != 1))
        {
            Assert.True(Background.Stop(handle));
            Assert.False(Background.Stop(handle));
        }

        var order = new List<int>();
        while (Network.Outstanding > 0)
        {
            order.Add(handles.Single(handle => handle.State == FetchState.Running).Id);
            Network.Answer(1);
        }

        Assert.Equal(Enumerable.Range(0, 100).Select(i => (10 * i) + 1), order);
        Assert.Equal(100, Network.Count);
    }

    [Fact]
    public void What_waits_for_its_retry_is_stopped()
    {
        var options = new FetchOptions { Retry = new ParallelFetch.Retry.RetryOptions { MaximumCount = 3 } };
        FetchHandle handle = Background.Add(_fixture.Request(options));
        Network.Oldest.Refuse();
        Assert.Equal(FetchState.Waiting, handle.State);

        Assert.True(Background.Stop(handle));
        _fixture.Pass(TimeSpan.FromSeconds(10));

        Assert.Equal(FetchState.Stopped, handle.State);
        Assert.Equal(1, Network.Count);
        Assert.Equal(0, _fixture.Engine.Waiting);
        using FetchCollector collector = Background.Collect(all: true);
        Assert.Equal(1, EngineFixture.TakeOne(collector).Attempts);
    }

    [Fact]
    public void Each_result_is_collected_once()
    {
        FetchHandle[] handles = Add(2);
        Network.Answer(2);

        using FetchCollector one = Background.Collect(all: true);
        using FetchCollector other = Background.Collect(all: true);

        Assert.Equal(2, EngineFixture.TakeReady(one).Count);
        Assert.Empty(EngineFixture.TakeReady(other));
        Assert.True(one.IsDrained && other.IsDrained);
        Assert.All(handles, handle => Assert.True(handle.IsCollected));
        Assert.Empty(Background.Uncollected);
    }

    [Fact]
    public void A_collector_of_some_handles_leaves_the_others()
    {
        FetchHandle[] handles = Add(3);
        using FetchCollector collector = Background.Collect(all: false);
        collector.Include(handles[1]);
        collector.Include(handles[2]);

        Network.Answer(2);
        Assert.False(collector.IsDrained);
        Network.Answer(1);

        Assert.Equal(["/1", "/2"], EngineFixture.TakeReady(collector).Select(outcome => ((Uri)outcome.Uri!).AbsolutePath));
        Assert.True(collector.IsDrained);
        Assert.Equal([handles[0]], Background.Uncollected);
    }

    [Fact]
    public void A_collector_of_all_also_gets_what_is_started_later()
    {
        Add(1);
        using FetchCollector collector = Background.Collect(all: true);
        Network.Answer(1);
        Assert.Single(EngineFixture.TakeReady(collector));

        Add(1);
        Assert.False(collector.IsDrained);
        Network.Answer(1);

        Assert.Single(EngineFixture.TakeReady(collector));
    }

    [Fact]
    public void Results_wait_in_any_number_and_hold_back_nothing()
    {
        Network.Auto = _ => new HttpResponseMessage(System.Net.HttpStatusCode.OK);

        Add(2000);

        Assert.Equal(2000, Background.Uncollected.Count(handle => handle.State == FetchState.Completed));
    }

    [Fact]
    public void A_waiting_fetch_that_is_stopped_is_never_sent()
    {
        _fixture.Engine.SetThrottle(1);
        FetchHandle[] handles = Add(2);

        Assert.True(Background.Stop(handles[1]));
        Network.Answer(1);

        Assert.Equal(FetchState.Stopped, handles[1].State);
        Assert.Single(Network.Exchanges);
        Assert.Equal(0, _fixture.Engine.Waiting);
    }

    [Fact]
    public void A_running_fetch_that_is_stopped_is_cancelled_and_has_a_result()
    {
        FetchHandle[] handles = Add(2);

        Assert.True(Background.Stop(handles[0]));

        using FetchCollector collector = Background.Collect(all: true);
        Assert.Equal(FetchFailureKind.FetchStopped, EngineFixture.TakeOne(collector).Failure!.Kind);
        Assert.Equal(FetchState.Stopped, handles[0].State);
        Assert.Equal(FetchState.Running, handles[1].State);
    }

    [Fact]
    public void Stopping_what_has_finished_changes_nothing()
    {
        FetchHandle handle = Add(1)[0];
        Network.Answer(1);

        Assert.False(Background.Stop(handle));
        Assert.Equal(FetchState.Completed, handle.State);
    }

    [Fact]
    public void A_rejected_request_has_failed_at_once()
    {
        FetchHandle handle = Background.Add(FetchRequest.Create("ftp://x"));

        Background.WaitUntilStarted(TestContext.Current.CancellationToken);

        Assert.Equal(FetchState.Failed, handle.State);
    }

    [Fact]
    public void Ending_the_session_stops_what_is_left()
    {
        _fixture.Engine.SetThrottle(1);
        FetchHandle[] handles = Add(3);

        _fixture.Engine.Dispose();

        Assert.All(handles, handle => Assert.Equal(FetchState.Stopped, handle.State));
        Assert.Equal(FetchState.Stopped, Add(1)[0].State);
    }

    private FetchHandle[] Add(int count) => [.. Enumerable.Range(0, count).Select(_ => Background.Add(_fixture.Request()))];
}
