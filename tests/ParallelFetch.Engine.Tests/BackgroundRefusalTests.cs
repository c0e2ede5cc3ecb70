using ParallelFetch.Bodies;
using ParallelFetch.Engine.Tests.Fakes;
using ParallelFetch.Retry;

namespace ParallelFetch.Engine.Tests;

/// <summary>Background fetches whose host refuses them or is away.</summary>
public sealed class BackgroundRefusalTests : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly FetchOptions Patient = new()
    {
        Retry = new RetryOptions { MaximumCount = 1, RateLimitTimeout = Second * 10, OutageTimeout = Second * 10 },
    };

    private readonly EngineFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    private FakeNetwork Network => _fixture.Network;

    private BackgroundFetches Background => _fixture.Engine.Background;

    [Fact]
    public void One_that_was_refused_waits_and_is_collected_when_it_has_come()
    {
        FetchHandle handle = Background.Add(_fixture.Request(Patient));
        using FetchCollector collector = Background.Collect(all: true);

        Network.Oldest.Refuse(429, "5");
        Assert.Equal((FetchState.Waiting, 1, "host"), (handle.State, collector.Progress.Retrying, collector.Progress.Hold?.Host));
        Assert.False(collector.IsDrained);
        _fixture.Pass(Second * 5);
        Assert.Equal(FetchState.Running, handle.State);
        Network.Oldest.Answer();

        Assert.Equal((200, 2), EngineFixture.TakeReady(collector) is [var outcome] ? (outcome.StatusCode, outcome.Attempts) : default);
        Assert.True(collector.IsDrained);
    }

    [Fact]
    public void Stopping_one_that_waits_for_its_host_ends_it_at_once_and_leaves_the_others()
    {
        FetchHandle[] handles = [.. Enumerable.Range(0, 4).Select(_ => Background.Add(_fixture.Request(Patient)))];
        for (int i = 0; i < 4; i++)
        {
            Network.Oldest.Refuse(429, "5");
        }

        Assert.True(Background.Stop(handles[0]));
        Assert.True(Background.Stop(handles[2]));
        Assert.False(Background.Stop(handles[2]));

        Assert.Equal([FetchState.Stopped, FetchState.Waiting, FetchState.Stopped, FetchState.Waiting], handles.Select(handle => handle.State));
        Assert.Equal(2, _fixture.Engine.Waiting);
        _fixture.Pass(Second * 5);
        for (int step = 0; step < 60 && _fixture.Engine.Waiting + Network.Outstanding > 0; step++)
        {
            Network.Answer(Network.Outstanding);
            _fixture.Pass(Second, Second);
        }

        Assert.Equal(6, Network.Count);
        Assert.Equal([FetchState.Stopped, FetchState.Completed, FetchState.Stopped, FetchState.Completed], handles.Select(handle => handle.State));
        Assert.Equal(0, _fixture.Engine.Waiting);
    }

    [Fact]
    public void All_can_be_stopped_while_their_host_is_away()
    {
        Background.Add(_fixture.Request(Patient));
        Network.Answer(1);
        FetchHandle[] handles = [.. Enumerable.Range(0, 100).Select(_ => Background.Add(_fixture.Request(Patient)))];
        while (Network.Outstanding > 0)
        {
            Network.Oldest.RefuseConnection();
        }

        Assert.Equal(100, _fixture.Engine.Waiting);
        Assert.All(handles, handle => Assert.True(Background.Stop(handle)));

        Assert.All(handles, handle => Assert.Equal(FetchState.Stopped, handle.State));
        Assert.Equal(0, _fixture.Engine.Waiting);
        int sent = Network.Count;
        _fixture.Pass(Second * 20);
        Assert.Equal(sent, Network.Count);
    }

    [Fact]
    public void A_host_that_lets_nothing_through_is_given_up()
    {
        FetchHandle handle = Background.Add(_fixture.Request(Patient));

        RefuseFor(Second * 11);

        Assert.Equal(FetchState.Completed, handle.State);
        using FetchCollector collector = Background.Collect(all: true);
        FetchOutcome outcome = Assert.Single(EngineFixture.TakeReady(collector));
        Assert.Equal((429, Second * 10), (outcome.StatusCode, outcome.Elapsed));
    }

    [Fact]
    public void A_host_that_was_given_up_long_ago_is_waited_for_again()
    {
        Background.Add(_fixture.Request(Patient));
        RefuseFor(Second * 11);
        _fixture.Clock.Advance(TimeSpan.FromHours(1));

        FetchHandle handle = Background.Add(_fixture.Request(Patient));
        Network.Oldest.Refuse(429, "5");
        Assert.Equal(FetchState.Waiting, handle.State);
        _fixture.Pass(Second * 5);
        Network.Oldest.Answer();

        Assert.Equal(FetchState.Completed, handle.State);
    }

    [Fact]
    public void What_a_host_answered_long_ago_is_no_reason_to_wait_for_it()
    {
        Background.Add(_fixture.Request(Patient));
        Network.Answer(1);
        _fixture.Clock.Advance(TimeSpan.FromHours(1));

        FetchHandle handle = Background.Add(_fixture.Request(Patient));
        Network.Oldest.RefuseConnection();

        Assert.Equal(FetchState.Failed, handle.State);
    }

    [Fact]
    public void Starting_does_not_block_while_a_host_pauses_and_what_is_for_another_goes_at_once()
    {
        Background.Add(_fixture.Request(Patient, "limited"));
        Network.Oldest.Refuse(429, "5");

        for (int i = 0; i < 100; i++)
        {
            Background.Add(_fixture.Request(Patient, "limited"));
            Background.WaitUntilStarted(TestContext.Current.CancellationToken);
        }

        Background.Add(_fixture.Request(Patient, "good"));
        Background.WaitUntilStarted(TestContext.Current.CancellationToken);

        Assert.Equal(("good", 101), (Network.Oldest.Uri.Host, _fixture.Engine.Waiting));
    }

    [Fact]
    public void Starting_blocks_when_too_many_wait_for_hosts_that_pause()
    {
        Background.Add(_fixture.Request(Patient));
        Network.Oldest.Refuse(429, "5");
        for (int i = 1; i < FetchBatch.HeldBackLimit; i++)
        {
            Background.Add(_fixture.Request(Patient));
            Background.WaitUntilStarted(TestContext.Current.CancellationToken);
        }

        Background.Add(_fixture.Request(Patient));

        Assert.ThrowsAny<OperationCanceledException>(() => Background.WaitUntilStarted(Ended));
    }

    [Fact]
    public void Starting_blocks_in_a_pause_of_a_host_that_bodies_wait_for()
    {
        Background.Add(_fixture.Request(Patient).WithContent(HttpMethod.Put, new BytesBody([1])));
        Network.Oldest.Refuse(429, "5");

        Background.Add(_fixture.Request(Patient).WithContent(HttpMethod.Put, new BytesBody([1])));

        Assert.ThrowsAny<OperationCanceledException>(() => Background.WaitUntilStarted(Ended));
    }

    private static CancellationToken Ended => new(canceled: true);

    private void RefuseFor(TimeSpan time)
    {
        for (TimeSpan passed = TimeSpan.Zero; passed < time; passed += Second * 0.5)
        {
            foreach (FakeExchange exchange in Network.Pending)
            {
                exchange.Refuse(429, "1");
            }

            _fixture.Pass(Second * 0.5);
        }
    }
}
