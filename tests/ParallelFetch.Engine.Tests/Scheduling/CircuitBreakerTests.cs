using ParallelFetch.Engine.Tests.Fakes;
using ParallelFetch.Retry;
using ParallelFetch.Scheduling;

namespace ParallelFetch.Engine.Tests.Scheduling;

public sealed class CircuitBreakerTests : IDisposable
{
    private static readonly TimeSpan Interval = CircuitBreaker.Interval;
    private static readonly FetchOptions Three = new() { HostFailureLimit = 3 };

    private readonly EngineFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    private FakeNetwork Network => _fixture.Network;

    private FetchEngine Engine => _fixture.Engine;

    [Fact]
    public void A_host_that_fails_so_often_in_a_row_is_given_up_and_its_rest_fails_without_being_sent()
    {
        using FetchBatch batch = Engine.StartBatch(limit: 1);
        _fixture.Add(batch, 20, Three);

        Fail(3);

        Assert.Equal(3, Network.Count);
        List<FetchOutcome> outcomes = EngineFixture.TakeReady(batch);
        Assert.Equal(20, outcomes.Count);
        Assert.All(outcomes.Take(3), outcome => Assert.Equal(FetchFailureKind.ConnectionFailed, outcome.Failure!.Kind));
        Assert.All(outcomes.Skip(3), outcome =>
        {
            Assert.Equal(FetchFailureKind.HostUnavailable, outcome.Failure!.Kind);
            Assert.Contains("host", outcome.Failure.Message, StringComparison.Ordinal);
            Assert.Contains("30 s", outcome.Failure.Message, StringComparison.Ordinal);
            Assert.Equal((0, 0), (outcome.Attempts, outcome.StatusCode));
        });
        Assert.True(batch.IsDrained);
        Assert.Equal((0, 0, 3), (Engine.Outstanding, Engine.Waiting, _fixture.Host("host").FailuresInARow));
    }

    [Fact]
    public void What_comes_later_fails_at_once_too()
    {
        using FetchBatch batch = GiveUp();

        _fixture.Add(batch, 5, Three);

        Assert.All(EngineFixture.TakeReady(batch).Skip(3), outcome => Assert.Equal(FetchFailureKind.HostUnavailable, outcome.Failure!.Kind));
        Assert.Equal(3, Network.Count);
    }

    [Fact]
    public void Other_hosts_are_not_concerned()
    {
        using FetchBatch batch = GiveUp();

        _fixture.Add(batch, 2, Three, "other");
        _fixture.Add(batch, 1, Three, "host:8080");

        Assert.Equal(3, Network.Outstanding);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(404)]
    [InlineData(500)]
    [InlineData(503)]
    public void Any_answer_begins_the_count_anew(int status)
    {
        using FetchBatch batch = Engine.StartBatch(limit: 1);
        _fixture.Add(batch, 6, Three);

        Fail(2);
        Network.Oldest.Refuse(status);
        Fail(2);

        Assert.Equal(1, Network.Outstanding);
        Assert.Equal(2, _fixture.Host("host").FailuresInARow);
    }

    [Fact]
    public void Connections_that_are_refused_reset_or_not_made_in_time_count_and_so_do_unknown_hosts_and_certificates()
    {
        using FetchBatch batch = Engine.StartBatch(limit: 1);
        _fixture.Add(batch, 10, new FetchOptions { HostFailureLimit = 5 });

        Network.Oldest.RefuseConnection();
        Network.Oldest.Reset();
        Network.Oldest.Fail(new TaskCanceledException("x", new TimeoutException()));
        Network.Oldest.Fail(new HttpRequestException(HttpRequestError.NameResolutionError));
        Network.Oldest.Fail(new HttpRequestException(HttpRequestError.SecureConnectionError));

        Assert.Equal((5, 0), (Network.Count, Network.Outstanding));
    }

    [Fact]
    public void A_malformed_answer_and_a_cancelled_fetch_say_nothing()
    {
        using FetchBatch batch = Engine.StartBatch(limit: 1);
        _fixture.Add(batch, 5, Three);
        Fail(2);
        Network.Oldest.Fail(new HttpRequestException(HttpRequestError.InvalidResponse));
        Assert.Equal(2, _fixture.Host("host").FailuresInARow);

        batch.Cancel();

        Assert.Equal(2, _fixture.Host("host").FailuresInARow);
    }

    [Fact]
    public void One_probe_goes_when_the_interval_is_over()
    {
        using FetchBatch batch = GiveUp();
        _fixture.Pass(Interval - TimeSpan.FromMilliseconds(1));
        _fixture.Add(batch, 1, Three);
        Assert.Equal(3, Network.Count);
        _fixture.Clock.Advance(TimeSpan.FromMilliseconds(1));

        _fixture.Add(batch, 10, Three);

        Assert.Equal(4, Network.Count);
        Assert.Equal(10, EngineFixture.TakeReady(batch).Count(outcome => outcome.Failure!.Kind == FetchFailureKind.HostUnavailable));
    }

    [Fact]
    public void A_probe_that_succeeds_opens_the_way_for_all()
    {
        using FetchBatch batch = GiveUp();
        _fixture.Pass(Interval);
        _fixture.Add(batch, 1, Three);
        Network.Answer(1, System.Net.HttpStatusCode.NotFound);

        _fixture.Add(batch, 5, Three);

        Assert.Equal(5, Network.Outstanding);
        Assert.Equal(0, _fixture.Host("host").FailuresInARow);
    }

    [Fact]
    public void A_probe_that_fails_is_followed_by_the_next_after_another_interval()
    {
        using FetchBatch batch = GiveUp();
        for (int probe = 1; probe <= 3; probe++)
        {
            _fixture.Pass(Interval);
            _fixture.Add(batch, 3, Three);
            Assert.Equal(3 + probe, Network.Count);
            Fail(1);
            _fixture.Add(batch, 3, Three);
        }

        Assert.Equal(6, Network.Count);
        Assert.Equal(3 + 18, EngineFixture.TakeReady(batch).Count);
    }

    [Fact]
    public void A_probe_that_is_cancelled_leaves_the_next_request_to_be_one()
    {
        using FetchBatch batch = GiveUp();
        _fixture.Pass(Interval);
        using FetchBatch other = Engine.StartBatch();
        _fixture.Add(other, 1, Three);

        other.Cancel();
        _fixture.Add(batch, 2, Three);

        Assert.Equal((5, 1), (Network.Count, Network.Outstanding));
    }

    [Fact]
    public void What_was_on_the_wire_before_does_not_count_as_a_probe()
    {
        using FetchBatch batch = Engine.StartBatch(limit: 10);
        _fixture.Add(batch, 10, Three);
        Fail(3);
        Assert.Equal(7, Network.Outstanding);
        Fail(3);
        Assert.Equal(6, _fixture.Host("host").FailuresInARow);
        _fixture.Add(batch, 5, Three);
        Assert.Equal(10, Network.Count);

        Network.Answer(1);
        _fixture.Add(batch, 2, Three);

        Assert.Equal(12, Network.Count);
    }

    [Fact]
    public void What_was_on_the_wire_before_makes_no_room_for_a_second_probe()
    {
        using FetchBatch old = Engine.StartBatch();
        using FetchBatch batch = Engine.StartBatch();
        _fixture.Add(batch, 3, Three);
        _fixture.Add(old, 1, Three with { ConnectionTimeout = TimeSpan.Zero });
        Fail(3);
        _fixture.Pass(Interval);
        _fixture.Add(batch, 1, Three);

        old.Cancel();
        _fixture.Add(batch, 3, Three);

        Assert.Equal(1, Network.Outstanding);
    }

    [Fact]
    public void It_is_one_for_all_calls_and_each_request_says_how_much_it_bears()
    {
        using FetchBatch strict = Engine.StartBatch();
        using FetchBatch patient = Engine.StartBatch();
        using FetchBatch never = Engine.StartBatch();
        _fixture.Add(never, 3, new FetchOptions());
        Fail(3);

        _fixture.Add(strict, 1, Three);
        _fixture.Add(patient, 1, new FetchOptions { HostFailureLimit = 5 });
        _fixture.Add(never, 1, new FetchOptions());
        FetchHandle handle = Engine.Background.Add(_fixture.Request(Three));

        Assert.Equal(FetchFailureKind.HostUnavailable, Assert.Single(EngineFixture.TakeReady(strict)).Failure!.Kind);
        Assert.Equal(FetchState.Failed, handle.State);
        Assert.Equal(2, Network.Outstanding);
    }

    [Fact]
    public void Zero_never_gives_up()
    {
        Network.Auto = _ => throw new HttpRequestException(HttpRequestError.ConnectionError);
        using FetchBatch batch = Engine.StartBatch();

        _fixture.Add(batch, 200, new FetchOptions());

        Assert.All(EngineFixture.TakeReady(batch), outcome => Assert.Equal(1, outcome.Attempts));
        Assert.Equal(200, Network.Count);
    }

    [Fact]
    public void A_thousand_that_wait_fail_at_once_and_in_order_if_asked_for()
    {
        using FetchBatch batch = Engine.StartBatch(new FetchLimits { Throttle = 3 }, inOrder: true);
        _fixture.Add(batch, 1_000, Three);

        // The last two were on the wire already.
        Fail(5);

        Assert.Equal(
            Enumerable.Range(0, 1_000),
            EngineFixture.TakeReady(batch).Select(outcome => int.Parse(((Uri)outcome.Uri!).AbsolutePath[1..], null)));
    }

    [Fact]
    public void Retries_of_a_host_that_was_given_up_end_with_it_and_remember_their_tries()
    {
        using FetchBatch batch = Engine.StartBatch(limit: 1);
        _fixture.Add(batch, 4, Three with { Retry = new RetryOptions { MaximumCount = 5, ConnectionRefused = true } });

        Fail(3);
        _fixture.Pass(TimeSpan.FromSeconds(5));

        List<FetchOutcome> outcomes = EngineFixture.TakeReady(batch);
        Assert.Equal(3, Network.Count);
        Assert.All(outcomes, outcome => Assert.Equal(FetchFailureKind.HostUnavailable, outcome.Failure!.Kind));
        Assert.Equal([0, 1, 1, 1], outcomes.Select(outcome => outcome.Attempts));
    }

    [Fact]
    public void A_host_that_redirects_to_one_that_is_gone_has_answered_itself()
    {
        using FetchBatch batch = Engine.StartBatch(limit: 1);
        _fixture.Add(batch, 5, Three);
        for (int i = 0; i < 4; i++)
        {
            Network.Oldest.Redirect("http://gone/");
            Network.Oldest.RefuseConnection();
        }

        Assert.Equal(1, Network.OutstandingTo("host"));
        Assert.Equal(0, _fixture.Host("host").FailuresInARow);
    }

    private FetchBatch GiveUp()
    {
        FetchBatch batch = Engine.StartBatch();
        _fixture.Add(batch, 3, Three);
        Fail(3);
        return batch;
    }

    private void Fail(int count)
    {
        for (int i = 0; i < count; i++)
        {
            Network.Oldest.RefuseConnection();
        }
    }
}
