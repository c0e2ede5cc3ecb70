using System.Net;
using ParallelFetch.Engine.Tests.Fakes;
using ParallelFetch.Http;

namespace ParallelFetch.Engine.Tests;

public sealed class RedirectCredentialTests : IDisposable
{
    private const RedirectOptions Insecure = RedirectOptions.AllowInsecure;
    private const RedirectOptions Preserve = RedirectOptions.PreserveAuthorization;
    private const RedirectOptions Unencrypted = RedirectOptions.AllowUnencryptedAuthorization;

    private static readonly string[] Credentials = ["Authorization", "Proxy-Authorization", "Cookie", "X-Api-Key", "X-Marked"];

    private readonly EngineFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData("http://host/", "http://host/next", true)]
    [InlineData("http://host/", "/next", true)]
    [InlineData("http://host/", "http://HOST:80/next", true)]
    [InlineData("https://host/", "https://host:443/next", true)]
    [InlineData("http://host/", "https://host/next", false)]
    [InlineData("http://host/", "https://host:80/next", false)]
    [InlineData("http://host/", "http://other/next", false)]
    [InlineData("http://host/", "http://host:81/next", false)]
    [InlineData("http://host/", "http://sub.host/next", false)]
    [InlineData("http://host/", "http://host./next", false)]
    public void Credentials_and_the_identity_stay_with_scheme_host_and_port(string from, string to, bool kept) =>
        AssertSent(Redirect(RedirectOptions.None, from, to)[1], credentials: kept, host: kept);

    [Fact]
    public void What_was_dropped_does_not_come_back_with_the_origin()
    {
        IReadOnlyList<FakeExchange> sent = Redirect(RedirectOptions.None, "http://host/", "http://other/", "http://other/2", "http://host/");

        AssertSent(sent[0], credentials: true, host: true);
        Assert.All(sent.Skip(1), exchange => AssertSent(exchange, credentials: false, host: false));
    }

    [Theory]
    [InlineData("http://host/", "http://other/")]
    [InlineData("http://host/", "https://host/")]
    [InlineData("http://host/", "http://host:81/")]
    [InlineData("https://host/", "https://other/")]
    public void Preserved_credentials_go_to_another_origin_but_its_name_is_not_ours_to_say(string from, string to) =>
        AssertSent(Redirect(Preserve, from, to)[1], credentials: true, host: false);

    [Theory]
    [InlineData(Insecure | Preserve, false)]
    [InlineData(Insecure | Unencrypted, false)]
    [InlineData(Insecure | Preserve | Unencrypted, true)]
    public void From_https_to_http_they_are_kept_only_if_both_are_allowed(object options, bool kept) =>
        AssertSent(Redirect((RedirectOptions)options, "https://host/", "http://host/")[1], credentials: kept, host: false);

    [Fact]
    public void What_was_dropped_on_the_way_to_http_does_not_come_back_with_https()
    {
        IReadOnlyList<FakeExchange> sent = Redirect(Insecure | Preserve, "https://host/", "http://host/", "https://host/");

        AssertSent(sent[2], credentials: false, host: false);
    }

    [Fact]
    public void Without_allowing_it_a_redirect_from_https_to_http_is_refused_even_if_credentials_are_preserved()
    {
        FetchOutcome outcome = Fetch(Preserve | Unencrypted, "https://host/", "http://host/");

        Assert.Equal(FetchFailureKind.InsecureRedirection, outcome.Failure!.Kind);
        Assert.Contains("-AllowInsecureRedirect", outcome.Failure.Message, StringComparison.Ordinal);
        Assert.Single(_fixture.Network.Exchanges);
        Assert.Equal(302, outcome.StatusCode);
    }

    [Fact]
    public void An_allowed_redirect_from_https_to_http_is_followed()
    {
        FetchOutcome outcome = Fetch(Insecure, "https://host/", "http://host/");

        Assert.True(outcome.IsSuccess);
        Assert.Equal(new Uri("http://host/"), outcome.ResponseUri);
    }

    [Fact]
    public void The_rest_of_the_connection_stays_when_the_identity_goes()
    {
        ConnectionProfile profile = Profile() with { SkipCertificateCheck = true, DisableKeepAlive = true, Proxy = ProxyChoice.None };
        _fixture.Fetch(
            FetchRequest.Create("http://host/", new FetchOptions { Connection = profile }),
            network =>
            {
                network.Oldest.Redirect("http://other/");
                network.Answer(1);
            });

        Assert.Equal(profile with { Identity = null }, _fixture.Network.Exchanges[1].Connection);
    }

    [Fact]
    public void Fetches_of_the_same_call_after_one_was_redirected_still_have_the_credentials()
    {
        RequestHeaders headers = Headers();
        var options = new FetchOptions { Connection = Profile() };
        for (int i = 0; i < 2; i++)
        {
            _fixture.Fetch(FetchRequest.Create("http://host/", options, headers), network =>
            {
                network.Oldest.Redirect("http://other/");
                network.Answer(1);
            });
        }

        AssertSent(_fixture.Network.Exchanges[2], credentials: true, host: true);
        Assert.Equal(2, _fixture.Handlers);
    }

    [Fact]
    public void Credentials_leave_with_the_body_that_leaves_at_the_same_time()
    {
        FetchRequest request = FetchRequest.Create("http://host/", headers: Headers().With(new("Content-Type", "text/x"), out _)!)
            .WithContent(HttpMethod.Post, new ParallelFetch.Bodies.BytesBody([1]));
        _fixture.Fetch(request, network =>
        {
            network.Oldest.Redirect("http://other/", HttpStatusCode.SeeOther);
            network.Answer(1);
        });

        FakeExchange second = _fixture.Network.Exchanges[1];
        Assert.Equal(["Accept-Encoding", "User-Agent", "X-Other"], second.Headers.Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(50)]
    public void As_many_redirects_are_followed_as_are_allowed_and_no_more(int maximum)
    {
        var options = new FetchOptions { MaximumRedirection = maximum };
        string[] urls = [.. Enumerable.Range(0, maximum + 1).Select(i => $"http://host/{i}")];

        FetchOutcome within = Fetch(options, urls);
        int sentWithin = _fixture.Network.Exchanges.Count;
        FetchOutcome beyond = Fetch(options, [.. urls, "http://host/last"]);

        Assert.True(within.IsSuccess);
        Assert.Equal(maximum, within.Redirects);
        Assert.Equal(maximum + 1, sentWithin);
        Assert.Equal(FetchFailureKind.MaximumRedirectExceeded, beyond.Failure!.Kind);
        Assert.Contains("http://host/last", beyond.Failure.Message, StringComparison.Ordinal);
        Assert.Equal(maximum, beyond.Redirects);
        Assert.Equal(302, beyond.StatusCode);
        Assert.Equal(sentWithin * 2, _fixture.Network.Exchanges.Count);
    }

    [Fact]
    public void With_a_maximum_of_zero_even_an_insecure_redirect_is_an_answer()
    {
        FetchOutcome outcome = Fetch(new FetchOptions { MaximumRedirection = 0 }, "https://host/", "http://host/");

        Assert.Null(outcome.Failure);
        Assert.Equal(302, outcome.StatusCode);
        Assert.Equal(0, outcome.Redirects);
    }

    private static void AssertSent(FakeExchange sent, bool credentials, bool host)
    {
        foreach (string name in Credentials)
        {
            Assert.True(credentials == sent.Headers.ContainsKey(name), $"{name} to {sent.Uri}");
        }

        Assert.Equal(host, sent.Headers.ContainsKey("Host"));
        Assert.Equal("kept", sent.Headers["X-Other"]);
        Assert.Equal(credentials ? Profile().Identity : null, sent.Connection!.Identity);
    }

    private static ConnectionProfile Profile() => new() { Identity = NetworkIdentity.Of(new NetworkCredential("user", "password")) };

    private static RequestHeaders Headers() => RequestHeaders.Create(
        [.. Credentials.Select(name => new RequestHeader(name, "v", IsSecret: name == "X-Marked")), new("Host", "virtual"), new("X-Other", "kept")],
        out _)!;

    private IReadOnlyList<FakeExchange> Redirect(RedirectOptions redirects, params string[] urls)
    {
        Assert.True(Fetch(redirects, urls).IsSuccess);
        return _fixture.Network.Exchanges;
    }

    private FetchOutcome Fetch(RedirectOptions redirects, params string[] urls) =>
        Fetch(new FetchOptions { Redirects = redirects, Connection = Profile() }, urls);

    private FetchOutcome Fetch(FetchOptions options, params string[] urls) =>
        _fixture.Fetch(FetchRequest.Create(urls[0], options, Headers()), network =>
        {
            foreach (string url in urls.Skip(1))
            {
                network.Oldest.Redirect(url);
            }

            network.Answer(network.Outstanding);
        });
}
