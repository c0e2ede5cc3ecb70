using System.Net;
using ParallelFetch.Engine.Tests.Fakes;
using ParallelFetch.Http;

namespace ParallelFetch.Engine.Tests;

public sealed class SessionCookiesTests : IDisposable
{
    private readonly EngineFixture _fixture = new();
    private readonly CookieContainer _container = new();

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData("http://host/", "host=1")]
    [InlineData("http://host/path", "path=2; host=1")]
    [InlineData("http://host/path/below", "path=2; host=1")]
    [InlineData("https://host/", "host=1; secure=3")]
    [InlineData("http://sub.example.com/", "domain=4")]
    [InlineData("http://other/", null)]
    public void Cookies_are_sent_where_they_belong(string url, string? expected)
    {
        _container.Add(new Cookie("host", "1", "/", "host"));
        _container.Add(new Cookie("path", "2", "/path", "host"));
        _container.Add(new Cookie("secure", "3", "/", "host") { Secure = true });
        _container.Add(new Cookie("domain", "4", "/", ".example.com"));

        Assert.Equal(expected, Fetch(url).Headers.GetValueOrDefault("Cookie"));
    }

    [Fact]
    public void They_come_behind_the_users_own()
    {
        _container.Add(new Cookie("kept", "3", "/", "host"));
        RequestHeaders headers = RequestHeaders.Create([new("Cookie", "own=1"), new("cookie", "own=2")], out _)!;

        Assert.Equal("own=1; own=2; kept=3", Fetch("http://host/", headers).Headers["Cookie"]);
    }

    [Fact]
    public void What_a_response_sets_is_kept_and_sent_with_the_next_request()
    {
        Fetch("http://host/", null, "a=1; Path=/", "b=2; Expires=Wed, 01 Jan 2200 00:00:00 GMT; HttpOnly");

        Assert.Equal(["a=1", "b=2"], Fetch("http://host/").Headers["Cookie"].Split("; ").Order(StringComparer.Ordinal));
        Assert.True(_container.GetCookies(new Uri("http://host/"))["b"]!.HttpOnly);
    }

    [Fact]
    public void A_response_takes_a_cookie_back()
    {
        Fetch("http://host/", null, "a=1");

        Fetch("http://host/", null, "a=; Max-Age=0");

        Assert.False(Fetch("http://host/").Headers.ContainsKey("Cookie"));
    }

    [Theory]
    [InlineData("")]
    [InlineData(";")]
    [InlineData("=value")]
    [InlineData("a=1; Domain=elsewhere.example")]
    [InlineData("a=1; Domain=com")]
    [InlineData("a=1; Port=\"x\"")]
    [InlineData("a b\u0001=1; Expires=never")]
    [InlineData("$a=1")]
    public void A_field_that_is_no_cookie_is_left_out_and_the_next_one_kept(string field)
    {
        FakeExchange _ = Fetch("http://host/", null, field, "good=1");

        Assert.Equal("good=1", Fetch("http://host/").Headers["Cookie"]);
    }

    [Fact]
    public void Each_hop_of_a_redirect_sets_its_own_and_sends_those_that_are_set_already()
    {
        _fixture.Fetch(Request("http://host/"), network =>
        {
            network.Oldest.Redirect("http://other/", setCookie: "first=1");
            network.Oldest.Redirect("http://host/again", setCookie: "second=2");
            network.Oldest.Answer([("Set-Cookie", "third=3")]);
        });

        IReadOnlyList<FakeExchange> sent = _fixture.Network.Exchanges;
        Assert.False(sent[0].Headers.ContainsKey("Cookie"));
        Assert.False(sent[1].Headers.ContainsKey("Cookie"));
        Assert.Equal("first=1", sent[2].Headers["Cookie"]);
        Assert.Equal("second=2", _container.GetCookieHeader(new Uri("http://other/")));
        Assert.Equal("first=1; third=3", _container.GetCookieHeader(new Uri("http://host/")));
    }

    [Fact]
    public void The_users_own_stay_behind_on_the_way_to_another_origin_but_the_sessions_go_where_they_belong()
    {
        _container.Add(new Cookie("theirs", "2", "/", "other"));
        RequestHeaders headers = RequestHeaders.Create([new("Cookie", "own=1")], out _)!;
        _fixture.Fetch(Request("http://host/", headers), network =>
        {
            network.Oldest.Redirect("http://other/");
            network.Answer(1);
        });

        Assert.Equal("theirs=2", _fixture.Network.Exchanges[1].Headers["Cookie"]);
    }

    [Fact]
    public void An_error_and_a_redirect_that_is_not_followed_set_cookies_too()
    {
        _fixture.Fetch(
            FetchRequest.Create("https://host/", new FetchOptions { Cookies = new SessionCookies(_container) }),
            network => network.Oldest.Redirect("http://host/", setCookie: "a=1"));

        Assert.Equal("a=1", _container.GetCookieHeader(new Uri("https://host/")));
    }

    [Fact]
    public void Without_session_cookies_none_are_kept()
    {
        _fixture.Fetch(_fixture.Request(), network => network.Oldest.Answer([("Set-Cookie", "a=1")]));
        _fixture.Fetch(_fixture.Request(), network => network.Answer(1));

        Assert.False(_fixture.Network.Exchanges[1].Headers.ContainsKey("Cookie"));
    }

    [Fact]
    public void Two_hundred_fetches_at_once_lose_none()
    {
        // Beyond what a container holds for one domain, the oldest make way.
        var container = new CookieContainer(capacity: 1000, perDomainCapacity: 1000, CookieContainer.DefaultCookieLengthLimit);
        using FetchBatch batch = _fixture.Engine.StartBatch(limit: 0);
        for (int i = 0; i < 200; i++)
        {
            // Each with an object of its own, as each call makes one.
            batch.Add(FetchRequest.Create($"http://host/{i}", new FetchOptions { Cookies = new SessionCookies(container) }));
        }

        AnswerAtOnce(_fixture.Network.Exchanges);

        Assert.Equal(200, container.GetCookies(new Uri("http://host/")).Count);
        Assert.Equal(200, EngineFixture.TakeReady(batch).Count(outcome => outcome.IsSuccess));
    }

    [Fact]
    public void Engines_of_several_runspaces_share_a_container()
    {
        using var other = new EngineFixture();
        using FetchBatch batch = _fixture.Engine.StartBatch(limit: 0);
        using FetchBatch otherBatch = other.Engine.StartBatch(limit: 0);
        for (int i = 0; i < 10; i++)
        {
            batch.Add(Request($"http://host/one{i}"));
            otherBatch.Add(Request($"http://host/two{i}"));
        }

        AnswerAtOnce([.. _fixture.Network.Exchanges, .. other.Network.Exchanges]);

        Assert.Equal(20, _container.GetCookies(new Uri("http://host/")).Count);
        other.Fetch(Request("http://host/"), network => network.Answer(1));
        Assert.Equal(20, other.Network.Exchanges[^1].Headers["Cookie"].Split("; ").Length);
    }

    private static void AnswerAtOnce(IReadOnlyList<FakeExchange> exchanges) => Parallel.ForEach(
        exchanges,
        new ParallelOptions { MaxDegreeOfParallelism = 8 },
        exchange => exchange.Answer([("Set-Cookie", $"{exchange.Uri.AbsolutePath[1..]}=1; Path=/")]));

    private FetchRequest Request(string url, RequestHeaders? headers = null) =>
        FetchRequest.Create(url, new FetchOptions { Cookies = new SessionCookies(_container) }, headers);

    private FakeExchange Fetch(string url, RequestHeaders? headers = null, params string[] setCookie)
    {
        FetchOutcome outcome = _fixture.Fetch(
            Request(url, headers),
            network => network.Oldest.Answer([.. setCookie.Select(field => ("Set-Cookie", field))]));
        Assert.True(outcome.IsSuccess);
        return _fixture.Network.Exchanges[^1];
    }
}
