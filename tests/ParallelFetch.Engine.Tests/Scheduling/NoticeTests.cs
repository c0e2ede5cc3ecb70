using ParallelFetch.Engine.Tests.Fakes;
using ParallelFetch.Retry;

namespace ParallelFetch.Engine.Tests.Scheduling;

public sealed class NoticeTests : IDisposable
{
    private static readonly RetryOptions Often = new() { MaximumCount = 5, ConnectionRefused = true };

    private readonly EngineFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    private FakeNetwork Network => _fixture.Network;

    private FetchEngine Engine => _fixture.Engine;

    [Fact]
    public void A_retry_says_which_and_when_and_why()
    {
        using FetchBatch batch = Start(new FetchOptions { Retry = Often }, 1);

        Network.Oldest.Refuse(502);
        _fixture.Pass(TimeSpan.FromSeconds(1));
        Network.Oldest.Reset();

        Assert.Equal(
            [
                new FetchNotice(FetchNoticeKind.Retry, "Try 2 of http://host/0 (#1) in 0.5 s, because of status 502."),
                new FetchNotice(FetchNoticeKind.Retry, "Try 3 of http://host/0 (#1) in 1 s, because of ConnectionFailed."),
            ],
            EngineFixture.TakeNotices(batch));
    }

    [Fact]
    public void A_pause_says_who_and_how_long_and_once()
    {
        using FetchBatch batch = Start(new FetchOptions(), 4);

        Network.Oldest.Refuse(503, "10");
        Network.Oldest.Refuse(503, "10");
        Network.Oldest.Refuse(503, "5");
        FetchNotice notice = Assert.Single(EngineFixture.TakeNotices(batch), notice => notice.Kind == FetchNoticeKind.HostPaused);
        Assert.Equal("host answered 503 and asked for a pause: no request is sent to it for 10 s.", notice.Message);
        Network.Oldest.Refuse(429, "1000");

        Assert.Contains("300 s", Assert.Single(EngineFixture.TakeNotices(batch)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pause_and_the_retry_after_it_are_both_told_of()
    {
        using FetchBatch batch = Start(new FetchOptions { Retry = Often }, 1);

        Network.Oldest.Refuse(503, "10");

        Assert.Equal([FetchNoticeKind.HostPaused, FetchNoticeKind.HostLimited, FetchNoticeKind.Retry], Kinds(batch));
    }

    [Fact]
    public void What_waits_for_its_turn_says_which_and_why_and_what_is_sent_less_is_told_once()
    {
        using FetchBatch batch = Start(new FetchOptions { Retry = Often }, 3);

        Network.Oldest.Refuse(503, "10");
        Network.Oldest.Refuse(503, "10");

        Assert.Equal(
            [
                new FetchNotice(FetchNoticeKind.HostLimited, "host answered 503, so it is sent less: 1 at once. The URLs that it refused wait for their turn."),
                new FetchNotice(FetchNoticeKind.Retry, "http://host/0 (#1) waits for another turn, because of status 503."),
                new FetchNotice(FetchNoticeKind.Retry, "http://host/1 (#2) waits for another turn, because of status 503."),
            ],
            EngineFixture.TakeNotices(batch).Where(static notice => notice.Kind != FetchNoticeKind.HostPaused));
    }

    [Fact]
    public void A_host_that_is_given_up_is_told_of_although_its_last_request_is_tried_again()
    {
        using FetchBatch batch = Start(new FetchOptions { Retry = Often, HostFailureLimit = 2 }, 2);

        Network.Oldest.RefuseConnection();
        Network.Oldest.RefuseConnection();

        List<FetchNotice> notices = EngineFixture.TakeNotices(batch);
        FetchNotice given = Assert.Single(notices, notice => notice.Kind == FetchNoticeKind.HostUnavailable);
        Assert.Equal("host could not be reached 2 times in a row: its other URLs fail at once, but for one every 30 s.", given.Message);
        Assert.Equal(3, notices.Count);
    }

    [Fact]
    public void A_host_is_told_of_once_however_many_failures_follow()
    {
        using FetchBatch batch = Start(new FetchOptions { HostFailureLimit = 2 }, 10);
        for (int i = 0; i < 10; i++)
        {
            Network.Oldest.RefuseConnection();
        }

        Assert.Equal([FetchNoticeKind.HostUnavailable], Kinds(batch));
    }

    [Fact]
    public void No_password_is_in_a_notice()
    {
        using FetchBatch batch = Engine.StartBatch();
        batch.Add(FetchRequest.Create("http://user:secret@host:8080/x", new FetchOptions { Retry = Often, HostFailureLimit = 2 }));
        Network.Oldest.Refuse(503, "1");
        _fixture.Pass(TimeSpan.FromSeconds(2));
        Network.Oldest.RefuseConnection();
        _fixture.Pass(TimeSpan.FromSeconds(2));
        Network.Oldest.RefuseConnection();

        List<FetchNotice> notices = EngineFixture.TakeNotices(batch);
        Assert.Equal(6, notices.Count);
        Assert.All(notices, notice =>
        {
            Assert.DoesNotContain("secret", notice.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("user", notice.Message, StringComparison.Ordinal);
            Assert.Contains("host:8080", notice.Message, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void They_are_kept_up_to_a_bound_and_how_many_were_not_is_told()
    {
        using FetchBatch batch = Engine.StartBatch(limit: 0);
        int taken = 0;
        Network.Auto = _ => new HttpResponseMessage();
        for (int i = 0; i < 12_000; i++)
        {
            _fixture.Add(batch, 1);
            taken += EngineFixture.TakeReady(batch).Count;
        }

        // Enough good answers to pay for a thousand retries and more.
        Network.Auto = _ => new HttpResponseMessage(System.Net.HttpStatusCode.InternalServerError);
        for (int i = 0; i < 1_500; i++)
        {
            _fixture.Add(batch, 1, new FetchOptions { Retry = Often with { MaximumCount = 1 } });
            _fixture.Pass(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
            taken += EngineFixture.TakeReady(batch).Count;
        }

        Assert.Equal(13_500, taken);
        List<FetchNotice> notices = EngineFixture.TakeNotices(batch);
        Assert.Equal(1_001, notices.Count);
        Assert.Equal(
            new FetchNotice(FetchNoticeKind.LeftOut, "500 messages were left out here, because so many had come that had not been taken."),
            notices[^1]);
        Assert.Empty(EngineFixture.TakeNotices(batch));
    }

    [Fact]
    public void Each_call_hears_of_its_own_requests()
    {
        using FetchBatch one = Start(new FetchOptions { Retry = Often }, 1);
        using FetchBatch other = Engine.StartBatch();
        Engine.Background.Add(_fixture.Request(new FetchOptions { Retry = Often }));
        using FetchCollector collector = Engine.Background.Collect(all: true);

        Network.Exchanges[1].Refuse(500);

        Assert.Empty(EngineFixture.TakeNotices(one));
        Assert.Empty(EngineFixture.TakeNotices(other));
        Assert.Equal([FetchNoticeKind.Retry], Kinds(collector));
    }

    [Fact]
    public void A_notice_is_there_before_its_outcome()
    {
        using FetchBatch batch = Start(new FetchOptions { HostFailureLimit = 1 }, 1);

        Network.Oldest.RefuseConnection();

        Assert.True(batch.TryTake(out _));
        Assert.Single(EngineFixture.TakeNotices(batch));
    }

    private static IEnumerable<FetchNoticeKind> Kinds(IFetchSource source) => EngineFixture.TakeNotices(source).Select(notice => notice.Kind);

    private FetchBatch Start(FetchOptions options, int count)
    {
        FetchBatch batch = Engine.StartBatch();
        _fixture.Add(batch, count, options);
        return batch;
    }
}
