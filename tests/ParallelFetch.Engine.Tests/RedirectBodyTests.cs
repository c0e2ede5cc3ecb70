using System.Net;
using ParallelFetch.Bodies;
using ParallelFetch.Engine.Tests.Fakes;

namespace ParallelFetch.Engine.Tests;

public sealed class RedirectBodyTests : IDisposable
{
    private static readonly byte[] Content = [.. Enumerable.Range(0, 200_000).Select(i => (byte)(i * 31 / 7))];

    private readonly EngineFixture _fixture = new();
    private readonly TemporaryFile _file = new(Content);

    public void Dispose()
    {
        _fixture.Dispose();
        _file.Dispose();
    }

    [Theory]
    [InlineData(307)]
    [InlineData(308)]
    public void Bytes_are_sent_again(int status) => AssertSentAgain(new BytesBody(Content), Content, status);

    [Theory]
    [InlineData(307)]
    [InlineData(308)]
    public void A_file_is_sent_again(int status) => AssertSentAgain(new FileBody(_file.Path), Content, status);

    [Theory]
    [InlineData(307, 0)]
    [InlineData(308, 0)]
    [InlineData(307, 70_001)]
    [InlineData(308, 200_000)]
    public void A_stream_that_can_seek_is_sent_again_from_where_it_stood(int status, int position)
    {
        using var stream = new MemoryStream(Content) { Position = position };

        AssertSentAgain(new StreamBody(stream), Content[position..], status);
        Assert.True(stream.CanRead);
    }

    [Fact]
    public void A_form_is_sent_again_with_its_files()
    {
        var form = new FormBody([new FormPart("a", new BytesBody([1])), new FormPart("b", new FileBody(_file.Path), "name")]);

        Send(form, 307);

        IReadOnlyList<FakeExchange> sent = _fixture.Network.Exchanges;
        Assert.All(sent, exchange => Assert.Equal(exchange.BodyLength, exchange.Body!.Length));
        Assert.Equal(sent[0].Body!.Length, sent[1].Body!.Length);
    }

    [Theory]
    [InlineData(307)]
    [InlineData(308)]
    public void A_stream_that_cannot_seek_is_not_sent_again(int status)
    {
        using var stream = new OneWayStream(Content);

        FetchOutcome outcome = Send(new StreamBody(stream), status);

        Assert.Equal(FetchFailureKind.BodyCannotBeResent, outcome.Failure!.Kind);
        Assert.Contains("-InFile", outcome.Failure.Message, StringComparison.Ordinal);
        FakeExchange sent = Assert.Single(_fixture.Network.Exchanges);
        Assert.Equal(Content, sent.Body);
        Assert.Null(sent.BodyLength);
        Assert.Equal(0, outcome.StatusCode);
        Assert.Equal(1, outcome.Redirects);
    }

    [Fact]
    public void A_stream_that_cannot_seek_does_not_keep_a_redirect_without_body_from_being_followed()
    {
        using var stream = new OneWayStream(Content);

        FetchOutcome outcome = Send(new StreamBody(stream), 303);

        Assert.True(outcome.IsSuccess);
        Assert.Equal("GET", _fixture.Network.Exchanges[1].Method);
    }

    [Fact]
    public void A_stream_that_cannot_seek_goes_to_one_url_only()
    {
        using var stream = new OneWayStream(Content);
        var body = new StreamBody(stream);

        FetchOutcome first = _fixture.Fetch(Post(body), network => network.Answer(1));
        FetchOutcome second = _fixture.Fetch(Post(body), _ => { });

        Assert.True(first.IsSuccess);
        Assert.Equal(FetchFailureKind.BodyCannotBeResent, second.Failure!.Kind);
        Assert.Single(_fixture.Network.Exchanges);
    }

    [Fact]
    public async Task A_content_that_is_asked_for_its_bytes_twice_fails_as_well()
    {
        using var stream = new OneWayStream(Content);
        using HttpContent content = new StreamBody(stream).CreateContent();
        await content.CopyToAsync(Stream.Null, TestContext.Current.CancellationToken);

        // What HttpClient does after a challenge: with the same content.
        FetchException exception = await Assert.ThrowsAsync<FetchException>(
            () => content.CopyToAsync(Stream.Null, TestContext.Current.CancellationToken));

        Assert.Equal(FetchFailureKind.BodyCannotBeResent, exception.Kind);
    }

    [Fact]
    public async Task Requests_that_share_a_stream_at_the_same_time_each_send_all_of_it()
    {
        using var stream = new MemoryStream(Content) { Position = 5 };
        var body = new StreamBody(stream);
        using var one = new HeldWire();
        using var two = new HeldWire();
        Task first = body.CreateContent().CopyToAsync(one, TestContext.Current.CancellationToken);
        Task second = body.CreateContent().CopyToAsync(two, TestContext.Current.CancellationToken);

        while (!first.IsCompleted || !second.IsCompleted)
        {
            one.Pass();
            two.Pass();
        }

        await Task.WhenAll(first, second);
        Assert.True(one.Pieces > 1);
        Assert.Equal(Content[5..], one.ToArray());
        Assert.Equal(Content[5..], two.ToArray());
    }

    [Fact]
    public async Task A_stream_that_grows_is_sent_as_far_as_announced()
    {
        using var stream = new MemoryStream();
        stream.Write([1, 2, 3]);
        stream.Position = 0;
        using HttpContent content = new StreamBody(stream).CreateContent();
        Assert.Equal(3, content.Headers.ContentLength);

        stream.SetLength(10);

        Assert.Equal([1, 2, 3], await content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_stream_that_stands_behind_its_end_has_nothing_to_send()
    {
        using var stream = new MemoryStream([1, 2, 3]) { Position = 10 };

        FetchOutcome outcome = _fixture.Fetch(Post(new StreamBody(stream)), network => network.Answer(1));

        Assert.True(outcome.IsSuccess);
        FakeExchange sent = Assert.Single(_fixture.Network.Exchanges);
        Assert.Equal(0, sent.BodyLength);
        Assert.Empty(sent.Body!);
    }

    private static FetchRequest Post(RequestBody body) => FetchRequest.Create("http://host/").WithContent(HttpMethod.Post, body);

    private FetchOutcome Send(RequestBody body, int status) => _fixture.Fetch(Post(body), network =>
    {
        network.Oldest.Redirect("/next", (HttpStatusCode)status);
        network.Answer(network.Outstanding);
    });

    private void AssertSentAgain(RequestBody body, byte[] expected, int status)
    {
        Assert.True(Send(body, status).IsSuccess);

        Assert.Equal(2, _fixture.Network.Exchanges.Count);
        Assert.All(_fixture.Network.Exchanges, exchange =>
        {
            Assert.Equal("POST", exchange.Method);
            Assert.Equal(expected, exchange.Body);
            Assert.Equal(expected.Length, exchange.BodyLength);
        });
    }
}
