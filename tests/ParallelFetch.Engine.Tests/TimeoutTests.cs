using System.Net;
using ParallelFetch.Engine.Tests.Fakes;
using ParallelFetch.Http;

namespace ParallelFetch.Engine.Tests;

public sealed class TimeoutTests : IDisposable
{
    private static readonly FetchOptions Options = new()
    {
        ConnectionTimeout = TimeSpan.FromSeconds(10),
        OperationTimeout = TimeSpan.FromSeconds(20),
        TotalTimeout = TimeSpan.FromSeconds(60),
    };

    private readonly EngineFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void Headers_that_do_not_come_in_time_fail_the_fetch()
    {
        using FetchBatch batch = Start(Options);

        _fixture.Clock.Advance(TimeSpan.FromSeconds(9.9));
        Assert.False(batch.TryTake(out _));
        _fixture.Clock.Advance(DeadlineMonitor.Period * 2);

        FetchFailure failure = EngineFixture.TakeOne(batch).Failure!;
        Assert.Equal(FetchFailureKind.ConnectionTimeoutReached, failure.Kind);
        Assert.Contains("10 s", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_body_that_stalls_fails_the_fetch_and_keeps_the_status()
    {
        using FetchBatch batch = Start(Options);
        _fixture.Clock.Advance(TimeSpan.FromSeconds(9));
        _fixture.Network.Oldest.Answer(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(new StalledStream("part")) });

        _fixture.Clock.Advance(TimeSpan.FromSeconds(19));
        Assert.False(batch.TryTake(out _));
        _fixture.Clock.Advance(TimeSpan.FromSeconds(2));

        FetchOutcome outcome = EngineFixture.TakeOne(batch);
        Assert.Equal(FetchFailureKind.OperationTimeoutReached, outcome.Failure!.Kind);
        Assert.Equal(200, outcome.StatusCode);
        Assert.False(outcome.IsSuccess);
    }

    [Fact]
    public void Each_redirect_starts_the_connection_time_anew_but_not_the_total_time()
    {
        using FetchBatch batch = Start(Options);
        for (int i = 0; i < 6; i++)
        {
            _fixture.Clock.Advance(TimeSpan.FromSeconds(9));
            _fixture.Network.Oldest.Redirect("/next");
        }

        Assert.False(batch.TryTake(out _));
        _fixture.Clock.Advance(TimeSpan.FromSeconds(7));

        Assert.Equal(FetchFailureKind.TotalTimeoutReached, EngineFixture.TakeOne(batch).Failure!.Kind);
    }

    [Fact]
    public void Zero_means_no_time_limit()
    {
        using FetchBatch batch = Start(Options with { ConnectionTimeout = TimeSpan.Zero, TotalTimeout = TimeSpan.Zero });

        _fixture.Clock.Advance(TimeSpan.FromDays(2));
        _fixture.Network.Answer(1);

        Assert.True(EngineFixture.TakeOne(batch).IsSuccess);
    }

    [Fact]
    public void The_time_in_the_waiting_room_does_not_count()
    {
        using FetchBatch batch = _fixture.Engine.StartBatch(limit: 1);
        _fixture.Add(batch, 1, Options with { ConnectionTimeout = TimeSpan.Zero, TotalTimeout = TimeSpan.Zero });
        _fixture.Add(batch, 1, Options);

        _fixture.Clock.Advance(TimeSpan.FromHours(1));
        _fixture.Network.Answer(1);
        _fixture.Clock.Advance(TimeSpan.FromSeconds(5));
        _fixture.Network.Answer(1);

        List<FetchOutcome> outcomes = EngineFixture.TakeReady(batch);
        Assert.All(outcomes, outcome => Assert.Null(outcome.Failure));
        Assert.Equal(TimeSpan.FromHours(1), outcomes[1].Timing.Queue);
        Assert.Equal(TimeSpan.FromSeconds(5), outcomes[1].Elapsed);
    }

    [Fact]
    public void A_place_on_the_wire_is_good_again_after_a_time_out()
    {
        using FetchBatch batch = _fixture.Engine.StartBatch(limit: 1);
        _fixture.Add(batch, 3, Options);
        _fixture.Clock.Advance(TimeSpan.FromSeconds(11));
        Assert.NotNull(EngineFixture.TakeOne(batch).Failure);

        // A time-out strikes on another thread, which goes on with the next request.
        _fixture.Network.WaitUntilSent(2);
        _fixture.Network.Answer(1);
        _fixture.Network.WaitUntilSent(3);
        _fixture.Network.Answer(1);

        Assert.True(EngineFixture.TakeOne(batch).IsSuccess);
        Assert.True(EngineFixture.TakeOne(batch).IsSuccess);
    }

    private FetchBatch Start(FetchOptions options)
    {
        FetchBatch batch = _fixture.Engine.StartBatch();
        _fixture.Add(batch, 1, options);
        return batch;
    }
}
