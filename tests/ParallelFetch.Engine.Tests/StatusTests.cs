using System.Net;
using System.Text;
using ParallelFetch.Bodies;
using ParallelFetch.Engine.Tests.Fakes;

namespace ParallelFetch.Engine.Tests;

public sealed class StatusTests : IDisposable
{
    private static readonly FetchOptions FailOnError = new() { FailOnHttpError = true };

    private readonly EngineFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData(200, false)]
    [InlineData(304, false)]
    [InlineData(399, false)]
    [InlineData(400, true)]
    [InlineData(404, true)]
    [InlineData(500, true)]
    [InlineData(599, true)]
    public void An_error_status_is_a_failure_if_asked_for(int status, bool fails)
    {
        FetchOutcome outcome = _fixture.Fetch(_fixture.Request(FailOnError), network => network.Answer(1, (HttpStatusCode)status));

        Assert.Equal(fails ? FetchFailureKind.WebCmdletWebResponseException : null, outcome.Failure?.Kind);
        Assert.Equal(status, outcome.StatusCode);
        Assert.True(!fails || outcome.Failure!.Message.Contains($"{status}", StringComparison.Ordinal));
    }

    [Fact]
    public void The_body_of_an_error_is_still_there()
    {
        FetchOutcome outcome = _fixture.Fetch(
            _fixture.Request(FailOnError),
            network => network.Oldest.Answer(HttpStatusCode.NotFound, "no such thing"));

        Assert.Equal("no such thing", outcome.Content);
        Assert.Equal("text/plain; charset=utf-8", outcome.ContentType);
        Assert.Contains("404 (Not Found)", outcome.Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_body_of_an_error_is_written_to_its_target()
    {
        using var target = new MemoryStream();

        FetchOutcome outcome = _fixture.Fetch(
            FetchRequest.Create("http://host/", FailOnError, bodyTarget: target),
            network => network.Oldest.Answer(HttpStatusCode.NotFound, "no such thing"));

        Assert.Equal("no such thing", Encoding.UTF8.GetString(target.ToArray()));
        Assert.Equal(FetchFailureKind.WebCmdletWebResponseException, outcome.Failure!.Kind);
    }

    [Fact]
    public void A_status_without_a_name_is_named_by_its_number_alone()
    {
        FetchOutcome outcome = _fixture.Fetch(_fixture.Request(FailOnError), network => network.Answer(1, (HttpStatusCode)499));

        Assert.DoesNotContain("()", outcome.Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_limit_of_redirects_remains_the_failure()
    {
        FetchOutcome outcome = _fixture.Fetch(
            FetchRequest.Create("http://host/", FailOnError with { MaximumRedirection = 1 }),
            network =>
            {
                network.Oldest.Redirect("/1");
                network.Oldest.Redirect("/2");
            });

        Assert.Equal(FetchFailureKind.MaximumRedirectExceeded, outcome.Failure!.Kind);
    }

    [Fact]
    public void A_body_that_breaks_is_a_worse_failure_than_the_status()
    {
        var content = new StreamContent(new OneWayStream([1, 2, 3]));
        content.Headers.ContentLength = 4;

        FetchOutcome outcome = _fixture.Fetch(
            _fixture.Request(FailOnError),
            network => network.Oldest.Answer(new HttpResponseMessage(HttpStatusCode.NotFound) { Content = content }));

        Assert.Equal(FetchFailureKind.ProtocolError, outcome.Failure!.Kind);
        Assert.Equal(404, outcome.StatusCode);
    }

    [Theory]
    [InlineData("HEAD", 200)]
    [InlineData("head", 200)]
    [InlineData("GET", 204)]
    [InlineData("GET", 304)]
    [InlineData("DELETE", 204)]
    public void What_has_no_body_may_announce_the_length_of_one_and_its_coding(string method, int status)
    {
        foreach (string? coding in new[] { null, "gzip" })
        {
            FetchOutcome outcome = Fetch(method, status, coding);

            Assert.Null(outcome.Failure);
            Assert.Empty(outcome.ContentBytes!);
            Assert.Equal(0, outcome.RawContentLength);
            Assert.Equal("550", Assert.Single(outcome.Headers["Content-Length"]));
        }
    }

    [Fact]
    public void What_has_no_body_is_not_larger_than_allowed()
    {
        FetchOutcome outcome = Fetch("HEAD", 200, coding: null, new FetchOptions { MaximumBodySize = 10 });

        Assert.True(outcome.IsSuccess);
    }

    [Fact]
    public void A_get_whose_body_does_not_come_is_a_failure() =>
        Assert.Equal(FetchFailureKind.ProtocolError, Fetch("GET", 200, coding: null).Failure!.Kind);

    [Fact]
    public void A_method_of_the_users_own_is_sent_as_it_is()
    {
        Assert.True(Fetch("PuRGe", 204, coding: null).IsSuccess);

        Assert.Equal("PuRGe", Assert.Single(_fixture.Network.Exchanges).Method);
    }

    [Fact]
    public void A_failure_while_the_body_is_sent_is_found_in_what_wraps_it()
    {
        var failure = new FetchException(FetchFailureKind.InFileFailed, "the file is gone");

        FetchOutcome outcome = _fixture.Fetch(
            _fixture.Request().WithContent(HttpMethod.Post, new BytesBody([1])),
            network => network.Oldest.Fail(new HttpRequestException("x", failure)));

        Assert.Same(failure.Failure, outcome.Failure);
    }

    private FetchOutcome Fetch(string method, int status, string? coding, FetchOptions? options = null)
    {
        var content = new ByteArrayContent([]);
        content.Headers.ContentLength = 550;
        if (coding is not null)
        {
            content.Headers.ContentEncoding.Add(coding);
        }

        return _fixture.Fetch(
            _fixture.Request(options).WithContent(new HttpMethod(method), null),
            network => network.Oldest.Answer(new HttpResponseMessage((HttpStatusCode)status) { Content = content }));
    }
}
