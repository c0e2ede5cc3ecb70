using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using ParallelFetch.Engine.Tests.Fakes;
using ParallelFetch.Http;
using ParallelFetch.Retry;

namespace ParallelFetch.Engine.Tests;

public sealed class TraceTests : IDisposable
{
    private static readonly FetchOptions Attempts = new() { Trace = FetchTrace.Attempts };
    private static readonly FetchOptions Headers = new() { Trace = FetchTrace.Headers };

    private readonly EngineFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    private FakeNetwork Network => _fixture.Network;

    [Fact]
    public void An_answer_is_told_of_with_size_time_and_protocol()
    {
        using FetchBatch batch = Start(FetchRequest.Create("http://host/path?key=1", Attempts));

        _fixture.Clock.Advance(TimeSpan.FromMilliseconds(34));
        Network.Oldest.Answer(HttpStatusCode.OK, new string('x', 12 * 1024));

        Assert.Equal(["GET http://host/path?… → 200 OK, 12.0 KiB, 34.0 ms, HTTP/1.1, connection reused (#1)"], Lines(batch));
    }

    [Fact]
    public void Each_attempt_has_a_line_of_its_own()
    {
        using FetchBatch batch = Start(FetchRequest.Create("http://host/", Attempts with { Retry = new RetryOptions { MaximumCount = 2 } }));

        Network.Oldest.Refuse(503);
        _fixture.Pass(TimeSpan.FromSeconds(1));
        Network.Oldest.Reset();
        _fixture.Pass(TimeSpan.FromSeconds(2));
        Network.Oldest.Answer();

        Assert.Equal(
            [
                "GET http://host/ → 503 Service Unavailable, 0 B, 0.0 ms, HTTP/1.1, connection reused (#1)",
                $"GET http://host/ → ConnectionFailed ({new SocketException((int)SocketError.ConnectionReset).Message.TrimEnd('.')}), 500 ms (#1, attempt 2)",
                "GET http://host/ → 200 OK, 4 B, 1.00 s, HTTP/1.1, connection reused (#1, attempt 3)",
            ],
            EngineFixture.TakeNotices(batch).Where(notice => notice.Kind == FetchNoticeKind.Attempt).Select(notice => notice.Message));
    }

    [Fact]
    public void Each_redirect_is_told_of()
    {
        using FetchBatch batch = Start(FetchRequest.Create("http://host/a", Attempts).WithContent(HttpMethod.Post, null));

        Network.Oldest.Redirect("https://user:word@other/b?code=1#token=2");
        Network.Oldest.Answer();

        Assert.Equal(
            [
                "POST http://host/a → 302 Found, to https://other/b?…#…, 0.0 ms, HTTP/1.1, connection reused (#1)",
                "GET https://other/b?…#… → 200 OK, 4 B, 0.0 ms, HTTP/1.1, connection reused (#1)",
            ],
            Lines(batch));
    }

    [Fact]
    public void A_failure_has_its_cause_in_the_line()
    {
        using FetchBatch batch = Start(
            FetchRequest.Create("https://host/a", Attempts),
            FetchRequest.Create("https://host/b", Attempts with { ConnectionTimeout = TimeSpan.FromSeconds(5) }));

        Network.Oldest.Fail(new HttpRequestException("x", new AuthenticationException("bad\u001b[31m certificate.")));
        _fixture.Pass(TimeSpan.FromSeconds(6), TimeSpan.FromMilliseconds(100));
        EngineFixture.TakeOne(batch);
        EngineFixture.TakeOne(batch);

        string[] lines = Lines(batch);
        Assert.Equal("GET https://host/a → TlsFailed (bad?[31m certificate), 0.0 ms (#1)", lines[0]);
        Assert.Matches(@"^GET https://host/b → ConnectionTimeoutReached, [56]\.\d\d s \(#2\)$", lines[1]);
    }

    [Fact]
    public void A_status_that_counts_as_a_failure_is_told_of_as_a_status()
    {
        using FetchBatch batch = Start(FetchRequest.Create("http://host/", Attempts with { FailOnHttpError = true }));

        Network.Oldest.Answer(HttpStatusCode.NotFound);

        Assert.StartsWith("GET http://host/ → 404 Not Found, 4 B, ", Assert.Single(Lines(batch)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_body_that_fails_leaves_the_status_in_the_line()
    {
        using FetchBatch batch = Start(FetchRequest.Create("http://host/", Attempts with { MaximumBodySize = 3 }));

        Network.Oldest.Answer();

        Assert.StartsWith("GET http://host/ → 200 OK, MaximumBodySizeExceeded, ", Assert.Single(Lines(batch)), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_told_unless_it_is_asked_for()
    {
        using FetchBatch batch = Start(FetchRequest.Create("http://host/a"), FetchRequest.Create("not://a", Attempts));

        Network.Oldest.Redirect("/b");
        Network.Oldest.Answer();

        Assert.Empty(EngineFixture.TakeNotices(batch));
        Assert.Equal(2, EngineFixture.TakeReady(batch).Count);
    }

    [Fact]
    public void Headers_are_told_of_both_ways_without_secrets()
    {
        RequestHeaders headers = RequestHeaders.Create(
            [
                new("Accept", "text/plain"),
                new("Authorization", "Bearer one"),
                new("X-Api-Key", "two"),
                new("Cookie", "id=three"),
                new("X-Marked", "four", IsSecret: true),
                new("Proxy-Authorization", "five"),
                new("Referer", "https://user:six@host/x?token=seven"),
                new("Content-Language", "en"),
            ],
            out _)!;
        using FetchBatch batch = Start(FetchRequest.Create("http://host:8080/p?q=eight", Headers, headers));
        var response = new HttpResponseMessage { Content = new StringContent("body") };
        response.Headers.TryAddWithoutValidation("Set-Cookie", ["id=nine", "b=ten; Path=/"]);
        response.Headers.TryAddWithoutValidation("WWW-Authenticate", "Negotiate eleven");
        response.Headers.TryAddWithoutValidation("ETag", "\"v1\"");
        Network.Oldest.Answer(response);

        string agent = RequestHeaders.Default.Fields.Single(field => field.Name == "User-Agent").Value;
        List<FetchNotice> notices = EngineFixture.TakeNotices(batch);
        Assert.Equal([FetchNoticeKind.RequestHeaders, FetchNoticeKind.ResponseHeaders], notices.Select(notice => notice.Kind));
        Assert.Equal(
            [
                "> GET http://host:8080/p?… (#1)", "> Host: host:8080", "> Accept: text/plain", "> Authorization: Bearer ***",
                "> X-Api-Key: ***", "> Cookie: ***", "> X-Marked: ***", "> Proxy-Authorization: ***", "> Referer: https://host/x?…",
                $"> User-Agent: {agent}", "> Accept-Encoding: gzip, deflate, br", "> Content-Language: en", "> Content-Length: 0",
            ],
            notices[0].Message.Split(Environment.NewLine));
        Assert.Equal(
            [
                "< HTTP/1.1 200 OK from http://host:8080/p?… (#1)", "< Set-Cookie: ***", "< Set-Cookie: ***", "< WWW-Authenticate: Negotiate ***",
                "< ETag: \"v1\"", "< Content-Type: text/plain; charset=utf-8",
            ],
            notices[1].Message.Split(Environment.NewLine));
    }

    [Fact]
    public void What_is_asked_for_is_never_left_out_but_holds_back_the_next_requests()
    {
        const int Count = 3_000;
        using FetchBatch batch = _fixture.Engine.StartBatch(limit: 1);
        Network.Auto = request => request.RequestUri!.AbsolutePath == "/end"
            ? new HttpResponseMessage()
            : new HttpResponseMessage(HttpStatusCode.Found) { Headers = { Location = new Uri("/end", UriKind.Relative) } };
        int most = 0;
        int lines = 0;
        for (int added = 0; added < Count;)
        {
            for (; added < Count && !batch.IsFull; added++)
            {
                batch.Add(FetchRequest.Create("http://host/start", Attempts));
            }

            EngineFixture.TakeReady(batch);
            List<FetchNotice> notices = EngineFixture.TakeNotices(batch);
            most = Math.Max(most, notices.Count);
            lines += notices.Count(notice => notice.Kind == FetchNoticeKind.Attempt);
        }

        while (!batch.IsDrained)
        {
            EngineFixture.TakeReady(batch);
            lines += Lines(batch).Length;
        }

        lines += Lines(batch).Length;
        Assert.Equal(2 * Count, lines);
        Assert.InRange(most, 200, 2_100);
    }

    private static string[] Lines(FetchBatch batch) => [.. EngineFixture.TakeNotices(batch).Select(notice => notice.Message)];

    private FetchBatch Start(params FetchRequest[] requests)
    {
        FetchBatch batch = _fixture.Engine.StartBatch();
        Array.ForEach(requests, batch.Add);
        return batch;
    }
}
