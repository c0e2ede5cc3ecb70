using System.Net;
using ParallelFetch.Bodies;
using ParallelFetch.Engine.Tests.Fakes;

namespace ParallelFetch.Engine.Tests;

public sealed class UploadTests : IDisposable
{
    private const int Piece = 64 * 1024;

    private static readonly byte[] Content = [.. Enumerable.Range(0, 10 * Piece).Select(i => (byte)(i * 31 / 7))];

    private static readonly FetchOptions Options = new()
    {
        ConnectionTimeout = TimeSpan.FromSeconds(10),
        OperationTimeout = TimeSpan.FromSeconds(20),
        TotalTimeout = TimeSpan.Zero,
    };

    private readonly EngineFixture _fixture = new();
    private readonly HeldWire _wire = new();

    public UploadTests() => _fixture.Network.Wire = _wire;

    public void Dispose()
    {
        _fixture.Dispose();
        _wire.Dispose();
    }

    public static TheoryData<string> Bodies => ["bytes", "stream", "one-way", "form", "chunked"];

    [Theory]
    [MemberData(nameof(Bodies))]
    public void An_upload_may_take_long_as_long_as_it_moves_on(string kind)
    {
        using FetchBatch batch = Start(kind);

        while (!_fixture.Network.Upload.IsCompleted)
        {
            Advance(9);
            _wire.Pass();
        }

        Advance(9);
        Assert.False(batch.TryTake(out _));
        _fixture.Network.Answer(1);

        Assert.True(EngineFixture.TakeOne(batch).IsSuccess);
        Assert.True(_wire.Pieces >= 10);
        Assert.InRange(_wire.Longest, 1, Piece);
        Assert.True(_wire.ToArray().AsSpan().IndexOf(Content) >= 0);
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public void An_upload_that_stalls_fails(string kind)
    {
        using FetchBatch batch = Start(kind);
        for (int i = 0; i < 3; i++)
        {
            Advance(9);
            _wire.Pass();
        }

        Advance(9.9);
        Assert.False(batch.TryTake(out _));
        Advance(0.2);

        Assert.Equal(FetchFailureKind.ConnectionTimeoutReached, EngineFixture.TakeOne(batch).Failure!.Kind);
    }

    [Fact]
    public void A_server_that_has_the_body_and_says_nothing_fails_the_fetch()
    {
        using FetchBatch batch = Start("bytes");
        SendAll();

        Advance(10.1);

        Assert.Equal(FetchFailureKind.ConnectionTimeoutReached, EngineFixture.TakeOne(batch).Failure!.Kind);
    }

    [Fact]
    public void The_total_time_goes_on_while_an_upload_moves()
    {
        using FetchBatch batch = Start("bytes", Options with { TotalTimeout = TimeSpan.FromSeconds(30) });
        for (int i = 0; i < 3; i++)
        {
            Advance(9);
            _wire.Pass();
        }

        Advance(3.1);

        Assert.Equal(FetchFailureKind.TotalTimeoutReached, EngineFixture.TakeOne(batch).Failure!.Kind);
    }

    [Fact]
    public void What_goes_out_after_the_response_has_come_does_not_change_the_limits_of_its_body()
    {
        using FetchBatch batch = Start("bytes");
        _fixture.Network.Oldest.Answer(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(new StalledStream("part")) });

        // Were it to count, the limit would be that of the connection, and later.
        Advance(15);
        _wire.Pass();
        Assert.False(batch.TryTake(out _));
        Advance(5.1);

        Assert.Equal(FetchFailureKind.OperationTimeoutReached, EngineFixture.TakeOne(batch).Failure!.Kind);
    }

    [Fact]
    public void What_goes_out_after_the_response_has_come_is_nothing_to_the_next_fetch_in_its_place()
    {
        using FetchBatch batch = _fixture.Engine.StartBatch(limit: 1);
        batch.Add(Post("bytes", Options));
        batch.Add(_fixture.Request(Options));
        _fixture.Network.Answer(1);
        Assert.True(EngineFixture.TakeOne(batch).IsSuccess);

        Advance(9);
        _wire.Pass();
        Assert.Equal(2, _wire.Pieces);
        Advance(1.1);

        Assert.Equal(FetchFailureKind.ConnectionTimeoutReached, EngineFixture.TakeOne(batch).Failure!.Kind);
    }

    [Fact]
    public void What_goes_out_after_a_failure_is_nothing_to_the_next_fetch_in_its_place()
    {
        using FetchBatch batch = _fixture.Engine.StartBatch(limit: 1);
        batch.Add(Post("bytes", Options));
        batch.Add(_fixture.Request(Options));
        _fixture.Network.Oldest.Fail(new HttpRequestException("x"));
        Assert.NotNull(EngineFixture.TakeOne(batch).Failure);

        Advance(9);
        _wire.Pass();
        Advance(1.1);

        Assert.Equal(FetchFailureKind.ConnectionTimeoutReached, EngineFixture.TakeOne(batch).Failure!.Kind);
    }

    [Fact]
    public void The_body_of_a_hop_that_was_left_is_nothing_to_the_next_hop()
    {
        using FetchBatch batch = Start("bytes");
        _fixture.Network.Oldest.Redirect("/next", HttpStatusCode.SeeOther);

        Advance(9);
        _wire.Pass();
        Advance(1.1);

        Assert.Equal(FetchFailureKind.ConnectionTimeoutReached, EngineFixture.TakeOne(batch).Failure!.Kind);
    }

    [Fact]
    public async Task Stopping_the_fetch_stops_the_upload()
    {
        using FetchBatch batch = Start("bytes");

        batch.Cancel();

        Assert.Equal(FetchFailureKind.FetchStopped, EngineFixture.TakeOne(batch).Failure!.Kind);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _fixture.Network.Upload);
    }

    private static FetchRequest Post(string kind, FetchOptions options)
    {
        RequestBody body = kind switch
        {
            "stream" => new StreamBody(new MemoryStream(Content)),
            "one-way" => new StreamBody(new OneWayStream(Content)),
            "form" => new FormBody([new FormPart("a", new BytesBody(Content))]),
            _ => new BytesBody(Content),
        };
        options = kind == "chunked" ? options with { TransferCoding = TransferCoding.Chunked } : options;
        return FetchRequest.Create("http://host/", options).WithContent(HttpMethod.Post, body);
    }

    private FetchBatch Start(string kind, FetchOptions? options = null)
    {
        FetchBatch batch = _fixture.Engine.StartBatch();
        batch.Add(Post(kind, options ?? Options));
        return batch;
    }

    private void SendAll()
    {
        while (!_fixture.Network.Upload.IsCompleted)
        {
            _wire.Pass();
        }
    }

    private void Advance(double seconds) => _fixture.Clock.Advance(TimeSpan.FromSeconds(seconds));
}
