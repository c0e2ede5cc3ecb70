using System.IO.Compression;
using System.Net;
using System.Text;
using ParallelFetch.Engine.Tests.Fakes;
using ParallelFetch.Http;

namespace ParallelFetch.Engine.Tests;

public sealed class BodyTests : IDisposable
{
    private static readonly byte[] Pattern = [.. Enumerable.Range(0, 200_000).Select(i => (byte)(i * 31 / 7))];

    private readonly EngineFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(16_384)]
    [InlineData(200_000)]
    public void A_body_arrives_whole_whether_its_length_is_known_or_not(int length)
    {
        byte[] body = Pattern[..length];

        Assert.Equal(body, Fetch(new ByteArrayContent(body)).ContentBytes);
        Assert.Equal(body, Fetch(new StreamContent(new UnseekableStream(body))).ContentBytes);
        Assert.Equal(length, Fetch(new ByteArrayContent(body)).RawContentLength);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("x-gzip")]
    [InlineData("GZIP")]
    [InlineData("br")]
    [InlineData("deflate")]
    [InlineData("deflate-raw")]
    [InlineData("gzip, br")]
    [InlineData("identity")]
    public void A_compressed_body_is_decompressed(string codings)
    {
        byte[] body = codings.Split(", ").Aggregate(Pattern, Compress);

        FetchOutcome outcome = Fetch(Encoded(body, codings.Replace("-raw", "", StringComparison.Ordinal)));

        Assert.Equal(Pattern, outcome.ContentBytes);
        Assert.Equal(Pattern.Length, outcome.RawContentLength);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    [InlineData("deflate-raw")]
    [InlineData("gzip, br")]
    public void A_compressed_body_that_was_cut_short_is_never_taken_for_whole(string codings)
    {
        byte[] body = codings.Split(", ").Aggregate(Pattern, Compress);

        for (int cut = 1; cut < body.Length; cut += 1 + (body.Length / 50))
        {
            FetchOutcome outcome = Fetch(Encoded(body[..^cut], codings.Replace("-raw", "", StringComparison.Ordinal)));
            Assert.Equal(FetchFailureKind.ProtocolError, outcome.Failure?.Kind);
            Assert.Null(outcome.ContentBytes);
        }
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public void An_empty_body_is_empty_in_any_coding(string coding)
    {
        Assert.Empty(Fetch(Encoded([], coding)).ContentBytes!);
        Assert.Empty(Fetch(Encoded(Compress([], coding), coding)).ContentBytes!);
    }

    [Fact]
    public void A_gzip_body_of_several_members_or_with_padding_is_whole()
    {
        byte[] one = Compress(Pattern, "gzip");
        byte[] two = Compress(Pattern[..10], "gzip");

        Assert.Equal([.. Pattern, .. Pattern[..10]], Fetch(Encoded([.. one, .. two], "gzip")).ContentBytes!);
        Assert.Equal([.. Pattern[..10], .. Pattern], Fetch(Encoded([.. two, .. one], "gzip")).ContentBytes!);
        Assert.Equal(Pattern, Fetch(Encoded([.. one, .. new byte[64]], "gzip")).ContentBytes!);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("deflate-raw")]
    [InlineData("br")]
    public void What_follows_a_compressed_body_is_ignored_as_browsers_and_curl_do(string coding)
    {
        byte[] body = [.. Compress(Pattern, coding), (byte)'\r', (byte)'\n'];

        Assert.Equal(Pattern, Fetch(Encoded(body, coding.Replace("-raw", "", StringComparison.Ordinal))).ContentBytes!);
    }

    [Theory]
    [InlineData(HttpStatusCode.NotModified)]
    [InlineData(HttpStatusCode.NoContent)]
    public void A_response_that_has_no_body_may_announce_the_length_of_one(HttpStatusCode status)
    {
        var content = new ByteArrayContent([]);
        content.Headers.ContentLength = 550;

        FetchOutcome outcome = Fetch(content, status: status);

        Assert.Null(outcome.Failure);
        Assert.Empty(outcome.ContentBytes!);
    }

    [Fact]
    public void An_unknown_coding_is_left_as_it_is() =>
        Assert.Equal(Pattern, Fetch(Encoded(Pattern, "zstd")).ContentBytes);

    [Fact]
    public void A_body_that_is_not_what_it_says_is_a_protocol_error()
    {
        FetchOutcome outcome = Fetch(Encoded(Pattern, "gzip"));

        Assert.Equal(FetchFailureKind.ProtocolError, outcome.Failure!.Kind);
        Assert.Equal(200, outcome.StatusCode);
    }

    [Theory]
    [InlineData(99)]
    [InlineData(101)]
    public void A_body_of_another_length_than_announced_is_never_taken_for_whole(int announced)
    {
        var content = new StreamContent(new UnseekableStream(Pattern[..100]));
        content.Headers.ContentLength = announced;

        FetchOutcome outcome = Fetch(content, new Version(2, 0));

        Assert.Equal(FetchFailureKind.ProtocolError, outcome.Failure!.Kind);
        Assert.Null(outcome.ContentBytes);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public void A_large_body_of_another_length_than_announced_is_never_taken_for_whole(int difference)
    {
        var content = new StreamContent(new UnseekableStream(new byte[BodyReader.LargestTrustedLength + 10]));
        content.Headers.ContentLength = BodyReader.LargestTrustedLength + 10 + difference;

        Assert.Equal(FetchFailureKind.ProtocolError, Fetch(content, new Version(2, 0)).Failure?.Kind);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    [InlineData("deflate-raw")]
    [InlineData("identity")]
    public void A_body_is_read_to_its_end_so_that_its_connection_can_be_used_again(string coding)
    {
        var body = new UnseekableStream(Compress(Pattern, coding));
        var content = new StreamContent(body);
        content.Headers.TryAddWithoutValidation("Content-Encoding", coding.Replace("-raw", "", StringComparison.Ordinal));

        Assert.Equal(Pattern, Fetch(content).ContentBytes);
        Assert.True(body.EndSeen);
    }

    [Fact]
    public void An_announced_length_is_not_trusted_beyond_a_bound()
    {
        var content = new StreamContent(new UnseekableStream(Pattern));
        content.Headers.ContentLength = long.MaxValue;

        Assert.Equal(FetchFailureKind.ProtocolError, Fetch(content).Failure?.Kind);
    }

    [Theory]
    [InlineData("identity")]
    [InlineData("gzip")]
    public void A_body_can_be_written_to_a_stream_as_it_arrives(string coding)
    {
        using var target = new MemoryStream();
        FetchRequest request = FetchRequest.Create("http://host/", bodyTarget: target);

        FetchOutcome outcome = _fixture.Fetch(request, network => network.Oldest.Answer(new HttpResponseMessage(HttpStatusCode.OK) { Content = Encoded(Compress(Pattern, coding), coding) }));

        Assert.Null(outcome.Failure);
        Assert.Equal(Pattern, target.ToArray());
        Assert.Equal(Pattern.Length, outcome.RawContentLength);
        Assert.Null(outcome.ContentBytes);
        Assert.True(target.CanWrite);
    }

    [Fact]
    public void A_stream_that_refuses_the_body_fails_that_fetch()
    {
        using var target = new MemoryStream([], writable: false);

        FetchOutcome outcome = _fixture.Fetch(FetchRequest.Create("http://host/", bodyTarget: target), network => network.Answer(1));

        Assert.Contains("could not be written", outcome.Failure!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(99)]
    [InlineData(101)]
    public void A_streamed_body_of_another_length_than_announced_is_a_failure(int announced)
    {
        var content = new StreamContent(new UnseekableStream(Pattern[..100]));
        content.Headers.ContentLength = announced;

        FetchOutcome outcome = _fixture.Fetch(
            FetchRequest.Create("http://host/", bodyTarget: Stream.Null),
            network => network.Oldest.Answer(new HttpResponseMessage(HttpStatusCode.OK) { Content = content }));

        Assert.Equal(FetchFailureKind.ProtocolError, outcome.Failure!.Kind);
    }

    [Fact]
    public void Text_is_decoded_on_first_reading_and_kept()
    {
        FetchOutcome outcome = Fetch(new StringContent("Grüße", Encoding.Latin1, "text/plain"));

        Assert.Equal("Grüße", outcome.Content);
        Assert.Same(outcome.Content, outcome.Content);
        Assert.Equal("iso-8859-1", outcome.Encoding!.WebName);
        Assert.Equal("text/plain; charset=iso-8859-1", outcome.ContentType);
    }

    [Fact]
    public void Headers_are_those_of_the_response_and_its_content_by_any_case()
    {
        var response = new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("x") };
        response.Headers.TryAddWithoutValidation("X-Two", ["1", "2"]);

        FetchOutcome outcome = _fixture.Fetch(_fixture.Request(), network => network.Oldest.Answer(response));

        Assert.Equal(["1", "2"], outcome.Headers["x-two"]);
        Assert.Equal("text/plain; charset=utf-8", Assert.Single(outcome.Headers["CONTENT-TYPE"]));
    }

    private static ByteArrayContent Encoded(byte[] body, string codings)
    {
        var content = new ByteArrayContent(body);
        content.Headers.TryAddWithoutValidation("Content-Encoding", codings);
        return content;
    }

    private static byte[] Compress(byte[] body, string coding)
    {
        using var buffer = new MemoryStream();
        using (Stream? compressor = coding.ToUpperInvariant() switch
        {
            "GZIP" or "X-GZIP" => new GZipStream(buffer, CompressionMode.Compress, leaveOpen: true),
            "BR" => new BrotliStream(buffer, CompressionMode.Compress, leaveOpen: true),
            "DEFLATE" => new ZLibStream(buffer, CompressionMode.Compress, leaveOpen: true),
            "DEFLATE-RAW" => new DeflateStream(buffer, CompressionMode.Compress, leaveOpen: true),
            _ => null,
        })
        {
            (compressor ?? buffer).Write(body);
            compressor?.Flush();
        }

        return buffer.ToArray();
    }

    private FetchOutcome Fetch(HttpContent content, Version? version = null, HttpStatusCode status = HttpStatusCode.OK) => _fixture.Fetch(
        _fixture.Request(),
        network => network.Oldest.Answer(new HttpResponseMessage(status) { Content = content, Version = version ?? new Version(1, 1) }));

    private sealed class UnseekableStream(byte[] content) : MemoryStream(content)
    {
        public override bool CanSeek => false;

        public bool EndSeen { get; private set; }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int read = await base.ReadAsync(buffer, cancellationToken);
            EndSeen |= read == 0 && !buffer.IsEmpty;
            return read;
        }
    }
}
