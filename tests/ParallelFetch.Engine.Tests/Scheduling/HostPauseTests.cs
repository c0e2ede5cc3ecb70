using ParallelFetch.Engine.Tests.Fakes;
using ParallelFetch.Retry;

namespace ParallelFetch.Engine.Tests.Scheduling;

public sealed class HostPauseTests : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);

    private readonly EngineFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    private FakeNetwork Network => _fixture.Network;

    private FetchEngine Engine => _fixture.Engine;

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public void Every_request_of_the_session_to_the_host_waits_and_other_hosts_go_on(int status)
    {
        Engine.SetThrottle(2);
        using FetchBatch batch = Engine.StartBatch();
        using FetchBatch other = Engine.StartBatch();
        _fixture.Add(batch, 5, host: "a");
        _fixture.Add(other, 5, host: "a");
        Engine.Background.Add(_fixture.Request(host: "a"));
        _fixture.Add(batch, 5, host: "b");
        _fixture.Add(other, 5, host: "b");

        Network.OldestTo("a").Refuse(status, "10");
        Network.OldestTo("a").Answer();
        while (Network.Outstanding > 0)
        {
            Network.Answer(1);
        }

        Assert.Equal((2, 10), (Network.CountTo("a"), Network.CountTo("b")));
        Assert.Equal(10, _fixture.WaitForNext(Second * 11).TotalSeconds, 0.0001);
        Assert.Equal(1, Network.OutstandingTo("a"));
        for (int answers = 0; answers < 20; answers++)
        {
            Network.Answer(Network.Outstanding);
            _fixture.Pass(Second * 10, Second);
        }

        while (Network.Outstanding > 0)
        {
            Network.Answer(1);
        }

        Assert.Equal(11, Network.CountTo("a"));
    }

    [Fact]
    public void It_is_obeyed_to_the_millisecond_by_what_comes_later_too()
    {
        using FetchBatch batch = Start("7");

        _fixture.Pass((Second * 7) - Millisecond);
        _fixture.Add(batch, 3);
        Assert.Equal(1, Network.Count);
        _fixture.Clock.Advance(Millisecond);

        // One asks whether it is over; more follow when it says so.
        Assert.Equal(2, Network.Count);
    }

    [Fact]
    public void It_holds_for_http_and_https_alike_and_not_for_another_port()
    {
        using FetchBatch batch = Start("7");

        batch.Add(FetchRequest.Create("https://HOST/"));
        batch.Add(FetchRequest.Create("http://host:8080/"));

        Assert.Equal(8080, Assert.Single(Network.Pending).Uri.Port);
    }

    [Fact]
    public void What_is_on_the_wire_is_finished()
    {
        using FetchBatch batch = Engine.StartBatch();
        _fixture.Add(batch, 3);

        Network.Oldest.Refuse(503, "60");

        Assert.Equal(2, Network.Outstanding);
        Network.Answer(2);
        Assert.Equal(3, EngineFixture.TakeReady(batch).Count);
        Assert.DoesNotContain(Network.Exchanges, exchange => exchange.IsCancelled);
    }

    [Theory]
    [InlineData("10", "20", 20)]
    [InlineData("20", "10", 20)]
    [InlineData("20", "0", 20)]
    [InlineData("20", "nonsense", 20)]
    [InlineData("20", "-1", 20)]
    public void The_longer_of_two_pauses_holds(string first, string second, int seconds)
    {
        using FetchBatch batch = Engine.StartBatch();
        _fixture.Add(batch, 2);
        Network.Oldest.Refuse(503, first);
        Network.Oldest.Refuse(429, second);
        _fixture.Add(batch, 1);

        Assert.Equal(seconds, _fixture.WaitForNext(Second * 30).TotalSeconds, 0.0001);
    }

    [Fact]
    public void A_good_answer_does_not_end_it()
    {
        using FetchBatch batch = Engine.StartBatch(limit: 2);
        _fixture.Add(batch, 3);
        Network.Oldest.Refuse(503, "10");

        Network.Answer(1);

        Assert.Equal(2, Network.Count);
        Assert.Equal(10, _fixture.WaitForNext(Second * 11).TotalSeconds, 0.0001);
    }

    [Theory]
    [InlineData(429, "31536000", 300)]
    [InlineData(503, "Fri, 01 Jan 2100 00:00:00 GMT", 300)]
    [InlineData(503, "Sat, 01 Jan 2000 00:00:30 GMT", 30)]
    public void It_lasts_no_longer_than_allowed(int status, string retryAfter, int seconds)
    {
        using FetchBatch batch = Start(retryAfter, status);
        _fixture.Add(batch, 1);

        Assert.Equal(seconds, _fixture.WaitForNext(Second * 400).TotalSeconds, 0.0001);
    }

    [Theory]
    [InlineData(503, "-1")]
    [InlineData(503, "soon")]
    [InlineData(503, "")]
    [InlineData(503, "0")]
    [InlineData(503, null)]
    [InlineData(503, "Sun, 06 Nov 1994 08:49:37 GMT")]
    [InlineData(200, "60")]
    [InlineData(301, "60")]
    [InlineData(404, "60")]
    [InlineData(501, "60")]
    public void Nothing_else_pauses_a_host(int status, string? retryAfter)
    {
        using FetchBatch batch = Start(retryAfter, status);

        _fixture.Add(batch, 1);

        Assert.Equal(2, Network.Count);
        Assert.Null(_fixture.Host("host").PausedUntil);
    }

    [Fact]
    public void A_call_that_ignores_the_field_does_not_pause_the_host()
    {
        using FetchBatch batch = Start("60", options: new FetchOptions { Retry = new RetryOptions { MaximumRetryAfter = TimeSpan.Zero } });

        _fixture.Add(batch, 1);

        Assert.Equal(2, Network.Count);
    }

    [Theory]
    [InlineData(403)]
    [InlineData(408)]
    [InlineData(413)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(504)]
    public void Whatever_is_to_come_again_pauses_its_host_when_it_says_for_how_long(int status)
    {
        using FetchBatch batch = Start("60", status);
        _fixture.Add(batch, 1);

        Assert.Equal(60, _fixture.WaitForNext(Second * 61).TotalSeconds, 0.0001);
    }

    [Fact]
    public void What_was_refused_is_what_asks_whether_it_is_over_and_the_others_follow()
    {
        using FetchBatch batch = Start("10", options: new FetchOptions { Retry = new RetryOptions { MaximumCount = 1 } });
        _fixture.Add(batch, 1);

        _fixture.Pass(Second * 10);
        Assert.Equal(["/0", "/0"], Network.Exchanges.Select(exchange => exchange.Uri.AbsolutePath));
        Network.Answer(1);
        _fixture.Pass(Second * 15);

        Assert.Equal("/1", Network.Exchanges[2].Uri.AbsolutePath);
        Assert.Equal(2, EngineFixture.TakeOne(batch).Attempts);
    }

    [Fact]
    public void A_retry_that_is_due_waits_for_the_end_of_a_longer_pause()
    {
        using FetchBatch batch = Engine.StartBatch();
        _fixture.Add(batch, 1, new FetchOptions { Retry = new RetryOptions { MaximumCount = 1 } });
        _fixture.Add(batch, 1);
        Network.Oldest.Refuse(500);
        Network.Oldest.Refuse(503, "10");

        Assert.Equal(10, _fixture.WaitForNext(Second * 11).TotalSeconds, 0.0001);
    }

    [Fact]
    public void Progress_tells_of_the_longest_pause_that_somebody_waits_for()
    {
        using FetchBatch batch = Engine.StartBatch();
        foreach (string host in new[] { "a", "b", "c", "d" })
        {
            _fixture.Add(batch, 1, host: host);
        }

        Network.OldestTo("a").Refuse(503, "10");
        Network.OldestTo("b").Refuse(503, "20");
        Network.OldestTo("c").Refuse(503, "30");
        _fixture.Add(batch, 1, host: "a");
        _fixture.Add(batch, 1, host: "b");
        _fixture.Pass(Second * 4);

        HostHold hold = batch.Progress.Hold!;
        Assert.Equal((HostHoldKind.Paused, "b", Second * 16, 1), (hold.Kind, hold.Host, hold.Time, hold.Others));
    }

    [Fact]
    public void The_progress_of_background_fetches_tells_of_it_too()
    {
        Engine.Background.Add(_fixture.Request());
        Network.Oldest.Refuse(503, "10");
        Engine.Background.Add(_fixture.Request());
        using FetchCollector collector = Engine.Background.Collect(all: true);

        Assert.Equal(("host", Second * 10), (collector.Progress.Hold!.Host, collector.Progress.Hold.Time));
    }

    [Fact]
    public void A_jump_of_the_clock_ends_it()
    {
        using FetchBatch batch = Start("200");
        _fixture.Add(batch, 2);

        _fixture.Clock.Advance(TimeSpan.FromSeconds(250));

        Assert.Equal(2, Network.Count);
    }

    [Fact]
    public void A_call_can_be_cancelled_while_its_host_pauses()
    {
        using FetchBatch batch = Start("200");
        _fixture.Add(batch, 10);

        batch.Cancel();

        Assert.Equal(11, EngineFixture.TakeReady(batch).Count);
        _fixture.Pass(Second * 201, Second);
        Assert.Equal(1, Network.Count);
    }

    private FetchBatch Start(string? retryAfter, int status = 503, FetchOptions? options = null)
    {
        FetchBatch batch = Engine.StartBatch();
        _fixture.Add(batch, 1, options);
        Network.Oldest.Refuse(status, retryAfter);
        return batch;
    }
}
