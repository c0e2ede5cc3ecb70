using System.IO.Compression;
using System.Net;
using ParallelFetch.Bodies;
using ParallelFetch.Engine.Tests.Fakes;
using ParallelFetch.Http;

namespace ParallelFetch.Engine.Tests;

public sealed class TransferCodingTests : IDisposable
{
    private static readonly byte[] Content = [.. Enumerable.Range(0, 200_000).Select(i => (byte)(i * 31 / 7))];

    private readonly EngineFixture _fixture = new();
    private readonly TemporaryFile _file = new(Content);

    public void Dispose()
    {
        _fixture.Dispose();
        _file.Dispose();
    }

    public static MatrixTheoryData<object, string> All => new(
        [TransferCoding.Chunked, TransferCoding.GZip, TransferCoding.Deflate],
        ["short", "bytes", "file", "stream", "one-way"]);

    [Theory]
    [MemberData(nameof(All))]
    public void A_body_is_coded_as_asked_for_and_the_request_is_one_of_http_1_1(object transferCoding, string kind)
    {
        var coding = (TransferCoding)transferCoding;
        byte[] content = kind == "short" ? Content[..10] : Content;

        FakeExchange sent = Send(coding, Body(kind));

        Assert.Equal(new Version(1, 1), sent.Version);
        Assert.Equal(
            coding switch
            {
                TransferCoding.GZip => "gzip, chunked",
                TransferCoding.Deflate => "deflate, chunked",
                _ => "chunked",
            },
            sent.Headers["Transfer-Encoding"]);
        Assert.Equal(content, Decode(coding, sent.Body!));

        // Where a length is known, HttpClient takes it away when it sends in chunks.
        Assert.True(coding == TransferCoding.Chunked || sent.BodyLength is null);
        Assert.False(sent.Headers.ContainsKey("Content-Encoding"));
        Assert.Equal("text/x", sent.Headers["Content-Type"]);
    }

    [Theory]
    [InlineData("short")]
    [InlineData("bytes")]
    [InlineData("file")]
    [InlineData("stream")]
    public void Without_a_coding_the_length_is_announced_and_the_version_is_the_one_asked_for(string kind)
    {
        FakeExchange sent = Send(TransferCoding.None, Body(kind));

        Assert.Equal(HttpVersion.Version20, sent.Version);
        Assert.False(sent.Headers.ContainsKey("Transfer-Encoding"));
        Assert.Equal(sent.BodyLength, sent.Body!.Length);
    }

    [Fact]
    public void A_form_is_coded_with_its_type()
    {
        FakeExchange sent = Send(TransferCoding.GZip, new FormBody([new FormPart("a", new BytesBody([1, 2, 3]))]));

        Assert.Matches("^multipart/form-data; boundary=----ParallelFetch", sent.Headers["Content-Type"]);
        Assert.Contains("name=\"a\"", System.Text.Encoding.UTF8.GetString(Decode(TransferCoding.GZip, sent.Body!)), StringComparison.Ordinal);
    }

    [Fact]
    public void What_has_no_body_is_not_coded()
    {
        FakeExchange sent = Send(TransferCoding.Chunked, body: null, headers: RequestHeaders.Default);

        Assert.Equal(HttpVersion.Version20, sent.Version);
        Assert.False(sent.Headers.ContainsKey("Transfer-Encoding"));
    }

    [Fact]
    public void The_coding_stays_behind_with_the_body()
    {
        Send(TransferCoding.Chunked, new BytesBody(Content), network => network.Oldest.Redirect("/next", HttpStatusCode.SeeOther));

        FakeExchange second = _fixture.Network.Exchanges[1];
        Assert.Equal(HttpVersion.Version20, second.Version);
        Assert.False(second.Headers.ContainsKey("Transfer-Encoding"));
    }

    [Fact]
    public void The_coding_goes_along_with_the_body()
    {
        Send(TransferCoding.GZip, new FileBody(_file.Path), network => network.Oldest.Redirect("/next", HttpStatusCode.TemporaryRedirect));

        FakeExchange second = _fixture.Network.Exchanges[1];
        Assert.Equal("gzip, chunked", second.Headers["Transfer-Encoding"]);
        Assert.Equal(Content, Decode(TransferCoding.GZip, second.Body!));
    }

    [Fact]
    public void A_file_that_becomes_shorter_is_noticed_behind_the_coding()
    {
        FetchOutcome outcome = _fixture.Fetch(
            _fixture.Request(new FetchOptions { TransferCoding = TransferCoding.GZip })
                .WithContent(HttpMethod.Post, new ShrinkingBody(_file.Path)),
            _ => { });

        Assert.Equal(FetchFailureKind.InFileFailed, outcome.Failure!.Kind);
    }

    private static byte[] Decode(TransferCoding coding, byte[] body)
    {
        using var source = new MemoryStream(body);
        using Stream decoder = coding switch
        {
            TransferCoding.GZip => new GZipStream(source, CompressionMode.Decompress),
            TransferCoding.Deflate => new ZLibStream(source, CompressionMode.Decompress),
            _ => source,
        };
        using var target = new MemoryStream();
        decoder.CopyTo(target);
        return target.ToArray();
    }

    private RequestBody Body(string kind) => kind switch
    {
        "short" => new BytesBody(Content[..10]),
        "bytes" => new BytesBody(Content),
        "file" => new FileBody(_file.Path),
        "stream" => new StreamBody(new MemoryStream(Content)),
        _ => new StreamBody(new OneWayStream(Content)),
    };

    private FakeExchange Send(
        TransferCoding coding,
        RequestBody? body,
        Action<FakeNetwork>? first = null,
        RequestHeaders? headers = null)
    {
        headers ??= RequestHeaders.Create([new("Content-Type", "text/x")], out _)!;
        FetchRequest request = FetchRequest.Create("http://host/", new FetchOptions { TransferCoding = coding }, headers)
            .WithContent(HttpMethod.Post, body);
        FetchOutcome outcome = _fixture.Fetch(request, network =>
        {
            first?.Invoke(network);
            network.Answer(1);
        });
        Assert.True(outcome.IsSuccess);
        return _fixture.Network.Exchanges[0];
    }

    private sealed class ShrinkingBody(string path) : RequestBody
    {
        internal override byte[] Identity => [];

        internal override HttpContent CreateContent()
        {
            HttpContent content = new FileBody(path).CreateContent();
            File.WriteAllBytes(path, [1]);
            return content;
        }
    }
}
