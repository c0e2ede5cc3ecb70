using System.IO.Compression;
using System.Net;
using ParallelFetch.Engine.Tests.Fakes;

namespace ParallelFetch.Engine.Tests;

public sealed class BodySizeTests : IDisposable
{
    private const int Maximum = 100_000;

    private readonly EngineFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    public static MatrixTheoryData<string, bool> Codings => new(["gzip", "br", "deflate", "gzip, gzip"], [false, true]);

    [Theory]
    [InlineData(Maximum, true, false)]
    [InlineData(Maximum, true, true)]
    [InlineData(Maximum, false, false)]
    [InlineData(Maximum, false, true)]
    public void A_body_of_just_the_maximum_passes(int length, bool known, bool toTarget)
    {
        FetchOutcome outcome = Fetch(Content(new byte[length], known), toTarget);

        Assert.Null(outcome.Failure);
        Assert.Equal(length, outcome.RawContentLength);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    public void A_body_of_one_byte_more_fails(bool known, bool toTarget)
    {
        FetchOutcome outcome = Fetch(Content(new byte[Maximum + 1], known), toTarget);

        Assert.Equal(FetchFailureKind.MaximumBodySizeExceeded, outcome.Failure!.Kind);
        Assert.Contains($"{Maximum:N0}", outcome.Failure.Message, StringComparison.Ordinal);
        Assert.Contains("-MaximumBodySize", outcome.Failure.Message, StringComparison.Ordinal);
        Assert.Equal(200, outcome.StatusCode);
        Assert.Null(outcome.ContentBytes);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_length_that_is_announced_is_refused_before_a_byte_is_read(bool toTarget)
    {
        using var body = new CountingStream(new byte[Maximum + 1]);
        var content = new StreamContent(body);
        content.Headers.ContentLength = Maximum + 1;

        Assert.Equal(FetchFailureKind.MaximumBodySizeExceeded, Fetch(content, toTarget).Failure!.Kind);

        Assert.Equal(0, body.BytesRead);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_body_without_length_is_not_read_far_beyond_the_maximum(bool toTarget)
    {
        using var body = new CountingStream(new byte[64 * 1024 * 1024]);

        Assert.Equal(FetchFailureKind.MaximumBodySizeExceeded, Fetch(new StreamContent(body), toTarget).Failure!.Kind);

        Assert.InRange(body.BytesRead, Maximum, 1024 * 1024);
    }

    [Theory]
    [MemberData(nameof(Codings))]
    public void What_counts_is_the_size_after_decompression(string codings, bool toTarget)
    {
        byte[] bomb = Compress(new byte[64 * 1024 * 1024], codings);
        Assert.True(bomb.Length < Maximum);
        using var target = new MemoryStream();

        FetchOutcome outcome = Fetch(Encoded(bomb, codings), toTarget, target);

        Assert.Equal(FetchFailureKind.MaximumBodySizeExceeded, outcome.Failure!.Kind);
        Assert.InRange(target.Length, 0, Maximum);
    }

    [Theory]
    [MemberData(nameof(Codings))]
    public void A_body_that_has_just_the_maximum_after_decompression_passes(string codings, bool toTarget)
    {
        byte[] body = Compress(new byte[Maximum], codings);

        FetchOutcome outcome = Fetch(Encoded(body, codings), toTarget);

        Assert.Null(outcome.Failure);
        Assert.Equal(Maximum, outcome.RawContentLength);
    }

    [Fact]
    public void A_compressed_body_may_be_larger_than_what_comes_out_of_it()
    {
        byte[] body = Compress(new byte[Maximum], "gzip");

        FetchOutcome outcome = _fixture.Fetch(
            _fixture.Request(new FetchOptions { MaximumBodySize = 2 }),
            network => network.Oldest.Answer(Response(Encoded(Compress([1, 2], "gzip"), "gzip"))));

        Assert.True(body.Length > 2);
        Assert.Equal([1, 2], outcome.ContentBytes);
    }

    [Fact]
    public void A_body_in_a_coding_that_is_not_undone_is_counted_as_it_is() =>
        Assert.Equal(FetchFailureKind.MaximumBodySizeExceeded, Fetch(Encoded(new byte[Maximum + 1], "zstd"), toTarget: false).Failure!.Kind);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Zero_means_no_maximum(bool known)
    {
        FetchOutcome outcome = _fixture.Fetch(
            _fixture.Request(new FetchOptions { MaximumBodySize = 0 }),
            network => network.Oldest.Answer(Response(Content(new byte[5_000_000], known))));

        Assert.Equal(5_000_000, outcome.RawContentLength);
    }

    [Fact]
    public void The_bodies_of_redirects_do_not_count()
    {
        FetchOutcome outcome = _fixture.Fetch(_fixture.Request(new FetchOptions { MaximumBodySize = Maximum }), network =>
        {
            var redirect = new HttpResponseMessage(HttpStatusCode.Found) { Content = new ByteArrayContent(new byte[Maximum + 1]) };
            redirect.Headers.Location = new Uri("/next", UriKind.Relative);
            network.Oldest.Answer(redirect);
            network.Answer(1);
        });

        Assert.True(outcome.IsSuccess);
    }

    private static HttpResponseMessage Response(HttpContent content) => new(HttpStatusCode.OK) { Content = content };

    private static HttpContent Content(byte[] body, bool known) =>
        known ? new ByteArrayContent(body) : new StreamContent(new OneWayStream(body));

    private static ByteArrayContent Encoded(byte[] body, string codings)
    {
        var content = new ByteArrayContent(body);
        content.Headers.TryAddWithoutValidation("Content-Encoding", codings);
        return content;
    }

    private static byte[] Compress(byte[] body, string codings)
    {
        foreach (string coding in codings.Split(", "))
        {
            using var buffer = new MemoryStream();
            using (Stream compressor = coding switch
            {
                "gzip" => new GZipStream(buffer, CompressionLevel.Optimal, leaveOpen: true),
                "br" => new BrotliStream(buffer, CompressionLevel.Fastest, leaveOpen: true),
                _ => new ZLibStream(buffer, CompressionLevel.Optimal, leaveOpen: true),
            })
            {
                compressor.Write(body);
            }

            body = buffer.ToArray();
        }

        return body;
    }

    private FetchOutcome Fetch(HttpContent content, bool toTarget, Stream? target = null) => _fixture.Fetch(
        FetchRequest.Create("http://host/", new FetchOptions { MaximumBodySize = Maximum }, bodyTarget: toTarget ? target ?? Stream.Null : null),
        network => network.Oldest.Answer(Response(content)));

    private sealed class CountingStream(byte[] content) : MemoryStream(content)
    {
        public override bool CanSeek => false;

        public long BytesRead { get; private set; }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int read = await base.ReadAsync(buffer, cancellationToken);
            BytesRead += read;
            return read;
        }
    }
}
