using System.Net;
using ParallelFetch.Engine.Tests.Decompression;
using ParallelFetch.Engine.Tests.Fakes;
using ParallelFetch.Files;
using ParallelFetch.Http;

namespace ParallelFetch.Engine.Tests.Files;

/// <summary>Which bytes a file gets of a response that has a Content-Encoding: those that came, or the decoded ones.</summary>
public sealed class StoredFormTests : IDisposable
{
    private static readonly byte[] Plain = CodedSamples.Data("text", 1);
    private static readonly byte[] Coded = CodedSamples.Compress(Plain, "gzip");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pf-form-");
    private readonly EngineFixture _engine = new();

    public void Dispose()
    {
        _engine.Dispose();
        _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("page.html", "text/html", false)]
    [InlineData("a.tar.gz", "application/octet-stream", true)]
    [InlineData("A.TGZ", null, true)]
    [InlineData("drawing.svgz", "image/svg+xml", true)]
    [InlineData("download", "application/x-gzip", true)]
    [InlineData("download", "application/octet-stream", false)]
    [InlineData("book.zip", "application/zip", false)]
    [InlineData("a.br", "text/plain", false)]
    public void A_name_or_type_of_that_very_coding_keeps_the_bytes(string name, string? type, bool isKept)
    {
        Assert.Equal(isKept ? Coded : Plain, Store(name, type));
    }

    [Theory]
    [InlineData("page.html", "gzip, deflate, br")]
    [InlineData("a.tar.gz", "identity")]
    [InlineData("book.zip", "identity")]
    public void What_is_compressed_itself_is_asked_for_without_a_coding(string name, string expected)
    {
        Store(name, null);

        Assert.Equal(expected, Assert.Single(_engine.Network.Exchanges).Headers["Accept-Encoding"]);
    }

    [Theory]
    [InlineData("Accept-Encoding", "identity", "identity")]
    [InlineData("Accept-Encoding", "gzip", "gzip")]
    [InlineData("Range", "bytes=0-19", "identity")]
    public void A_user_who_says_what_to_send_gets_what_comes(string header, string value, string sent)
    {
        byte[] stored = Store("page.html", "text/html", headers: RequestHeaders.Create([new(header, value)], out _), status: header == "Range" ? HttpStatusCode.PartialContent : HttpStatusCode.OK);

        Assert.Equal(Coded, stored);
        Assert.Equal(sent, Assert.Single(_engine.Network.Exchanges).Headers["Accept-Encoding"]);
    }

    [Fact]
    public void A_user_who_wants_no_decoding_gets_what_comes() =>
        Assert.Equal(Coded, Store("page.html", "text/html", new FetchOptions { SkipDecompression = true }));

    [Fact]
    public void A_part_of_coded_data_stays_as_it_came_in_memory()
    {
        FetchRequest request = FetchRequest.Create("http://host/page.html", headers: RequestHeaders.Create([new("Range", "bytes=0-19")], out _));

        FetchOutcome outcome = _engine.Fetch(request, network => network.Oldest.Answer(Response(Coded[..20], "text/html", HttpStatusCode.PartialContent)));

        Assert.Null(outcome.Failure);
        Assert.Equal(Coded[..20], outcome.ContentBytes);
    }

    [Fact]
    public void A_hash_of_the_bytes_that_come_is_met_at_once()
    {
        Assert.Equal(Coded, Store("data.csv", "text/csv", hash: HashOf(Coded)));

        Assert.Equal("identity", Assert.Single(_engine.Network.Exchanges).Headers["Accept-Encoding"]);
    }

    [Fact]
    public void A_hash_of_the_decoded_bytes_is_met_by_one_more_request()
    {
        FetchOutcome outcome = Fetch("data.csv", hash: HashOf(Plain), network => AnswerTwice(network));

        Assert.Equal((true, 2), (outcome.IsSuccess, outcome.Attempts));
        Assert.Equal(Plain, File.ReadAllBytes(outcome.OutFile!));
        Assert.Equal(2, _engine.Network.Count);
    }

    [Fact]
    public void A_hash_of_neither_is_wrong_after_two_requests_and_leaves_nothing()
    {
        FetchOutcome outcome = Fetch("data.csv", hash: HashOf([1]), network => AnswerTwice(network));

        Assert.Equal(FetchFailureKind.FileHashMismatch, outcome.Failure?.Kind);
        Assert.Equal(2, _engine.Network.Count);
        Assert.Empty(_folder.EnumerateFiles());
    }

    [Fact]
    public void A_part_of_a_file_that_is_labelled_with_its_own_format_goes_on()
    {
        var target = new FileTarget(new NameRegistry()) { Path = Path.Combine(_folder.FullName, "a.tar.gz"), Resume = true };
        FetchRequest request = FetchRequest.Create("http://host/a.tar.gz").WithFile(target);
        int half = Coded.Length / 2;
        FetchOutcome cut = _engine.Fetch(request, network => network.Oldest.Answer(Response(Coded[..half], null, HttpStatusCode.OK, Coded.Length)));
        Assert.NotNull(cut.Failure);

        FetchOutcome outcome = _engine.Fetch(request, network =>
        {
            HttpResponseMessage rest = Response(Coded[(half - 1)..], null, HttpStatusCode.PartialContent);
            rest.Content.Headers.ContentRange = new(half - 1, Coded.Length - 1, Coded.Length);
            network.Oldest.Answer(rest);
        });

        Assert.True(outcome.IsSuccess);
        Assert.Equal(Coded, File.ReadAllBytes(outcome.OutFile!));
    }

    private static string HashOf(byte[] bytes) => "sha256:" + Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(bytes));

    private static HttpResponseMessage Response(byte[] body, string? type, HttpStatusCode status = HttpStatusCode.OK, int? announced = null)
    {
        var response = new HttpResponseMessage(status) { Content = announced is null ? new ByteArrayContent(body) : new StreamContent(new OneWayStream(body)) };
        response.Content.Headers.ContentLength = announced ?? body.Length;
        response.Content.Headers.ContentType = type is null ? null : new(type);
        response.Content.Headers.ContentEncoding.Add("gzip");
        response.Headers.ETag = new("\"1\"");
        return response;
    }

    private static void AnswerTwice(FakeNetwork network)
    {
        network.Oldest.Answer(Response(Coded, "text/csv"));
        network.WaitUntilSent(2);
        network.Oldest.Answer(Response(Coded, "text/csv"));
    }

    private FetchOutcome Fetch(string name, string? hash, Action<FakeNetwork> answer, FetchOptions? options = null, RequestHeaders? headers = null)
    {
        FileHash? parsed = null;
        Assert.True(hash is null || FileHash.TryParse(hash, out parsed));
        var target = new FileTarget(new NameRegistry()) { Path = Path.Combine(_folder.FullName, name), Hash = parsed };
        return _engine.Fetch(FetchRequest.Create($"http://host/{name}", options, headers).WithFile(target), answer);
    }

    private byte[] Store(string name, string? type, FetchOptions? options = null, RequestHeaders? headers = null, string? hash = null, HttpStatusCode status = HttpStatusCode.OK)
    {
        FetchOutcome outcome = Fetch(name, hash, network => network.Oldest.Answer(Response(Coded, type, status)), options, headers);
        Assert.Null(outcome.Failure);
        return File.ReadAllBytes(outcome.OutFile!);
    }
}
