using ParallelFetch.Bodies;
using ParallelFetch.Engine.Tests.Fakes;

namespace ParallelFetch.Engine.Tests;

public sealed class FileBodyTests : IDisposable
{
    private readonly EngineFixture _fixture = new();
    private readonly TemporaryFile _file = new(1, 2, 3);

    public void Dispose()
    {
        _fixture.Dispose();
        _file.Dispose();
    }

    [Fact]
    public void A_file_that_is_missing_fails_the_fetch_before_it_is_sent()
    {
        FetchOutcome outcome = _fixture.Fetch(Post(new FileBody(_file.Path + ".missing")), _ => { });

        Assert.Equal(FetchFailureKind.InFileFailed, outcome.Failure!.Kind);
        Assert.Contains(_file.Path + ".missing", outcome.Failure.Message, StringComparison.Ordinal);
        Assert.Empty(_fixture.Network.Exchanges);
        Assert.Equal(0, outcome.StatusCode);
    }

    [Fact]
    public void A_directory_is_no_file()
    {
        FetchOutcome outcome = _fixture.Fetch(Post(new FileBody(Path.GetDirectoryName(_file.Path)!)), _ => { });

        Assert.Equal(FetchFailureKind.InFileFailed, outcome.Failure!.Kind);
    }

    [Fact]
    public void Other_fetches_of_the_call_go_on_without_the_file()
    {
        using FetchBatch batch = _fixture.Engine.StartBatch(limit: 1);
        batch.Add(Post(new FileBody(_file.Path + ".missing")));
        batch.Add(Post(new FileBody(_file.Path)));

        _fixture.Network.Answer(1);

        List<FetchOutcome> outcomes = EngineFixture.TakeReady(batch);
        Assert.Equal([FetchFailureKind.InFileFailed, null], outcomes.Select(outcome => outcome.Failure?.Kind));
        Assert.Equal(0, _fixture.Engine.Outstanding);
    }

    [Fact]
    public async Task A_file_that_goes_before_it_is_sent_is_a_failure()
    {
        using HttpContent content = new FileBody(_file.Path).CreateContent();
        File.Delete(_file.Path);

        Assert.Equal(FetchFailureKind.InFileFailed, (await FailureOfAsync(content)).Kind);
    }

    [Fact]
    public async Task A_file_that_becomes_shorter_than_announced_is_a_failure()
    {
        using HttpContent content = new FileBody(_file.Path).CreateContent();
        File.WriteAllBytes(_file.Path, [1, 2]);

        FetchException exception = await FailureOfAsync(content);

        Assert.Equal(FetchFailureKind.InFileFailed, exception.Kind);
        Assert.Contains("shorter", exception.Message, StringComparison.Ordinal);
        Assert.Contains(_file.Path, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_grows_is_sent_as_far_as_announced()
    {
        using HttpContent content = new FileBody(_file.Path).CreateContent();
        File.WriteAllBytes(_file.Path, [4, 5, 6, 7]);

        Assert.Equal([4, 5, 6], await content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal(3, content.Headers.ContentLength);
    }

    [Fact]
    public void Each_sending_opens_the_file_anew()
    {
        var body = new FileBody(_file.Path);

        _fixture.Fetch(Post(body), network => network.Answer(1));
        File.WriteAllBytes(_file.Path, [4, 5, 6, 7]);
        _fixture.Fetch(Post(body), network => network.Answer(1));

        Assert.Equal([1, 2, 3], _fixture.Network.Exchanges[0].Body);
        Assert.Equal([4, 5, 6, 7], _fixture.Network.Exchanges[1].Body);
        Assert.Equal(4, _fixture.Network.Exchanges[1].BodyLength);
    }

    [Fact]
    public void A_file_that_another_program_writes_to_can_be_sent()
    {
        using var open = new FileStream(_file.Path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);

        Assert.True(_fixture.Fetch(Post(new FileBody(_file.Path)), network => network.Answer(1)).IsSuccess);
    }

    [Fact]
    public void An_empty_file_is_an_empty_body()
    {
        File.WriteAllBytes(_file.Path, []);

        Assert.True(_fixture.Fetch(Post(new FileBody(_file.Path)), network => network.Answer(1)).IsSuccess);

        FakeExchange sent = Assert.Single(_fixture.Network.Exchanges);
        Assert.Empty(sent.Body!);
        Assert.Equal(0, sent.BodyLength);
    }

    [Theory]
    [InlineData(TransferCoding.None)]
    [InlineData(TransferCoding.Chunked)]
    [InlineData(TransferCoding.GZip)]
    public async Task A_file_is_never_read_into_memory(object transferCoding)
    {
        var coding = (TransferCoding)transferCoding;

        // More than fits into any array; it takes no place on the disk, and is not sent to its end.
        const long Length = 8L * 1024 * 1024 * 1024;
        using (FileStream file = File.OpenWrite(_file.Path))
        {
            file.SetLength(Length);
        }

        using var wire = new HeldWire();
        _fixture.Network.Wire = wire;
        using FetchBatch batch = _fixture.Engine.StartBatch();
        batch.Add(Post(new FileBody(_file.Path), new FetchOptions { TransferCoding = coding }));
        FakeExchange sent = Assert.Single(_fixture.Network.Exchanges);

        Assert.Equal(coding == TransferCoding.GZip ? null : Length, sent.BodyLength);
        await wire.WaitForPieceAsync(1);
        wire.Pass();
        await wire.WaitForPieceAsync(2);
        Assert.InRange(wire.Longest, 1, 256 * 1024);

        batch.Cancel();
        wire.Break();
        await Assert.ThrowsAnyAsync<Exception>(() => _fixture.Network.Upload);
        Assert.Equal(FetchFailureKind.FetchStopped, EngineFixture.TakeOne(batch).Failure!.Kind);
    }

    private static FetchRequest Post(RequestBody body, FetchOptions? options = null) =>
        FetchRequest.Create("http://host/", options).WithContent(HttpMethod.Post, body);

    private static Task<FetchException> FailureOfAsync(HttpContent content) =>
        Assert.ThrowsAsync<FetchException>(() => content.CopyToAsync(Stream.Null, TestContext.Current.CancellationToken));
}
