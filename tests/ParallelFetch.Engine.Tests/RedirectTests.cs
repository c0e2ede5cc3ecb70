using System.Net;
using ParallelFetch.Engine.Tests.Fakes;
using ParallelFetch.Http;

namespace ParallelFetch.Engine.Tests;

public sealed class RedirectTests : IDisposable
{
    private readonly EngineFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    private FakeNetwork Network => _fixture.Network;

    [Theory]
    [InlineData(300)]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public void A_redirect_is_followed(int status)
    {
        FetchOutcome outcome = _fixture.Fetch(FetchRequest.Create("http://host/a/b"), network =>
        {
            network.Oldest.Redirect("../c?d", (HttpStatusCode)status);
            network.Answer(1);
        });

        Assert.True(outcome.IsSuccess);
        Assert.Equal(1, outcome.Redirects);
        Assert.Equal(new Uri("http://host/c?d"), outcome.ResponseUri);
        Assert.Equal(new Uri("http://host/a/b"), outcome.Uri);
    }

    [Theory]
    [InlineData(304)]
    [InlineData(305)]
    public void Other_3xx_answers_are_answers(int status)
    {
        FetchOutcome outcome = _fixture.Fetch(FetchRequest.Create("http://host/"), network => network.Oldest.Redirect("/x", (HttpStatusCode)status));

        Assert.Equal(status, outcome.StatusCode);
        Assert.Null(outcome.Failure);
    }

    [Fact]
    public void A_redirect_without_a_location_is_an_answer()
    {
        FetchOutcome outcome = _fixture.Fetch(FetchRequest.Create("http://host/"), network => network.Answer(1, HttpStatusCode.Found));

        Assert.Equal(302, outcome.StatusCode);
        Assert.Null(outcome.Failure);
    }

    [Fact]
    public void A_loop_ends_at_the_maximum_and_keeps_the_last_answer()
    {
        Network.Auto = request => Redirection("/again");

        FetchOutcome outcome = _fixture.Fetch(
            FetchRequest.Create("http://host/", new FetchOptions { MaximumRedirection = 5 }),
            _ => { });

        Assert.Equal(FetchFailureKind.MaximumRedirectExceeded, outcome.Failure!.Kind);
        Assert.Equal(5, outcome.Redirects);
        Assert.Equal(6, Network.Exchanges.Count);
        Assert.Equal(302, outcome.StatusCode);
        Assert.Equal("/again", Assert.Single(outcome.Headers["location"]));
    }

    [Fact]
    public void With_a_maximum_of_zero_the_redirect_itself_is_the_answer()
    {
        FetchOutcome outcome = _fixture.Fetch(
            FetchRequest.Create("http://host/", new FetchOptions { MaximumRedirection = 0 }),
            network => network.Oldest.Redirect("/x"));

        Assert.Null(outcome.Failure);
        Assert.Equal(302, outcome.StatusCode);
    }

    [Fact]
    public void From_https_to_http_is_refused()
    {
        FetchOutcome outcome = _fixture.Fetch(FetchRequest.Create("https://host/"), network => network.Oldest.Redirect("http://host/"));

        Assert.Equal(FetchFailureKind.InsecureRedirection, outcome.Failure!.Kind);
        Assert.Single(Network.Exchanges);
    }

    [Theory]
    [InlineData("http://[bad")]
    [InlineData("ftp://host/x")]
    [InlineData("file:///etc/passwd")]
    [InlineData("javascript:alert(1)")]
    public void A_location_that_cannot_be_followed_is_a_protocol_error(string location)
    {
        FetchOutcome outcome = _fixture.Fetch(FetchRequest.Create("http://host/"), network => network.Oldest.Redirect(location));

        Assert.Equal(FetchFailureKind.ProtocolError, outcome.Failure!.Kind);
        Assert.Contains(location, outcome.Failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://host/next", true)]
    [InlineData("http://HOST:80/next", true)]
    [InlineData("http://host:8080/next", false)]
    [InlineData("https://host/next", false)]
    [InlineData("http://other/next", false)]
    [InlineData("http://sub.host/next", false)]
    public void Credentials_stay_with_their_origin(string target, bool kept)
    {
        Fetch(network =>
        {
            network.Oldest.Redirect(target);
            network.Answer(1);
        });

        Dictionary<string, string> sent = Network.Exchanges[1].Headers;
        Assert.Equal(kept, sent.ContainsKey("Authorization"));
        Assert.Equal(kept, sent.ContainsKey("Cookie"));
        Assert.Equal(kept, sent.ContainsKey("X-Api-Key"));
        Assert.Equal(kept, sent.ContainsKey("Host"));
        Assert.Equal("kept", sent["X-Other"]);
    }

    [Fact]
    public void Credentials_that_were_dropped_do_not_come_back_with_the_origin()
    {
        Fetch(network =>
        {
            network.Oldest.Redirect("http://other/");
            network.Oldest.Redirect("http://host/");
            network.Answer(1);
        });

        Assert.False(Network.Exchanges[2].Headers.ContainsKey("Authorization"));
    }

    [Fact]
    public void A_failure_after_a_redirect_is_about_where_it_led()
    {
        FetchOutcome outcome = _fixture.Fetch(FetchRequest.Create("http://host/"), network =>
        {
            network.Oldest.Redirect("http://gone.invalid/");
            network.Oldest.Fail(new HttpRequestException(HttpRequestError.NameResolutionError));
        });

        Assert.Contains("gone.invalid", outcome.Failure!.Message, StringComparison.Ordinal);
        Assert.Equal(0, outcome.StatusCode);
        Assert.Null(outcome.ResponseUri);
        Assert.Equal(1, outcome.Redirects);
    }

    [Theory]
    [InlineData("https://host/", "http://bob:secret@host/")]
    [InlineData("http://host/", "ftp://bob:secret@host/")]
    [InlineData("http://host/", "http://bob:secret@[bad")]
    public void A_password_in_a_location_is_not_shown(string from, string location)
    {
        FetchOutcome outcome = _fixture.Fetch(FetchRequest.Create(from), network => network.Oldest.Redirect(location));

        Assert.DoesNotContain("secret", outcome.Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_target_without_a_fragment_inherits_it()
    {
        FetchOutcome outcome = _fixture.Fetch(FetchRequest.Create("http://host/a#part"), network =>
        {
            network.Oldest.Redirect("/b");
            network.Answer(1);
        });

        Assert.Equal("http://host/b#part", outcome.ResponseUri!.AbsoluteUri);
    }

    private static HttpResponseMessage Redirection(string location)
    {
        var response = new HttpResponseMessage(HttpStatusCode.Found);
        response.Headers.TryAddWithoutValidation("Location", location);
        return response;
    }

    private void Fetch(Action<FakeNetwork> answer)
    {
        RequestHeader[] fields =
        [
            new("Authorization", "Bearer x"), new("Cookie", "a=b"), new("X-Api-Key", "k"), new("Host", "virtual"), new("X-Other", "kept"),
        ];
        RequestHeaders headers = RequestHeaders.Create(fields, out _)!;
        _fixture.Fetch(FetchRequest.Create("http://host/", headers: headers), answer);
    }
}
