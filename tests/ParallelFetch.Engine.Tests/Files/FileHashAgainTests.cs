using System.Net;
using System.Security.Cryptography;
using ParallelFetch.Bodies;
using ParallelFetch.Engine.Tests.Fakes;
using ParallelFetch.Files;
using ParallelFetch.Http;
using ParallelFetch.Retry;

namespace ParallelFetch.Engine.Tests.Files;

/// <summary>What comes with another hash than the one that is wanted is fetched once more before it is called wrong.</summary>
public sealed class FileHashAgainTests : IDisposable
{
    private static readonly FetchOptions Retrying = new() { Retry = new RetryOptions { MaximumCount = 1 } };

    private readonly ServerFile _server = new();

    private FakeNetwork Network => _server.Engine.Network;

    public void Dispose() => _server.Dispose();

    [Fact]
    public void A_file_that_was_damaged_on_its_way_is_right_the_second_time()
    {
        FetchOutcome outcome = Fetch(Retrying, Damaged(), Right());

        Assert.Equal((true, 2, 2), (outcome.IsSuccess, outcome.Attempts, Network.Count));
        Assert.Equal(ServerFile.Content, File.ReadAllBytes(outcome.OutFile!));
        Assert.Equal("identity", Network.Exchanges[1].Headers["Accept-Encoding"]);
        Assert.Equal(["a.bin"], _server.Names);
    }

    [Fact]
    public void One_that_is_wrong_again_is_an_error_and_leaves_nothing()
    {
        FetchOutcome outcome = Fetch(Retrying, Damaged(), Damaged());

        Assert.Equal(FetchFailureKind.FileHashMismatch, outcome.Failure?.Kind);
        Assert.Equal((2, 2), (outcome.Attempts, Network.Count));
        Assert.Empty(_server.Names);
    }

    [Fact]
    public void It_costs_none_of_the_retries()
    {
        using FetchBatch batch = _server.Engine.Engine.StartBatch();
        batch.Add(Request(Retrying));
        Network.Oldest.Refuse(503);
        _server.Engine.WaitForNext(TimeSpan.FromSeconds(2));
        Network.Oldest.Answer(Damaged());
        Network.WaitUntilSent(3);
        Network.Oldest.Answer(Right());

        FetchOutcome outcome = EngineFixture.TakeOne(batch);
        Assert.Equal((true, 3), (outcome.IsSuccess, outcome.Attempts));
    }

    [Fact]
    public void Who_wants_nothing_sent_twice_gets_the_error_at_once()
    {
        FetchOutcome outcome = Fetch(new FetchOptions { Retry = new RetryOptions { MaximumCount = 0 } }, Damaged());

        Assert.Equal((FetchFailureKind.FileHashMismatch, 1), (outcome.Failure!.Kind, outcome.Attempts));
        Assert.Equal(1, Network.Count);
    }

    [Fact]
    public void What_is_not_a_get_is_sent_once()
    {
        FetchRequest request = Request(Retrying with { Retry = Retrying.Retry with { AnyMethod = true } }).WithContent(HttpMethod.Post, new BytesBody([1]));

        FetchOutcome outcome = Answer(request, Damaged());

        Assert.Equal((FetchFailureKind.FileHashMismatch, 1), (outcome.Failure!.Kind, Network.Count));
    }

    [Fact]
    public void The_second_time_no_coding_of_the_users_is_asked_for()
    {
        FetchRequest request = Request(Retrying).WithHeaders(RequestHeaders.Create([new("Accept-Encoding", "gzip")], out _)!);

        FetchOutcome outcome = Answer(request, Damaged(), Right());

        Assert.True(outcome.IsSuccess);
        Assert.Equal(["gzip", "identity"], Network.Exchanges.Select(exchange => exchange.Headers["Accept-Encoding"]));
    }

    [Fact]
    public void A_coded_file_is_looked_at_in_its_other_form_and_then_fetched_once_more()
    {
        FetchOutcome outcome = Fetch(Retrying, Coded(), Coded(), Right());

        Assert.Equal((true, 3), (outcome.IsSuccess, outcome.Attempts));
        Assert.Equal(ServerFile.Content, File.ReadAllBytes(outcome.OutFile!));

        FetchOutcome wrong = Fetch(Retrying, Coded(), Coded(), Coded());

        Assert.Equal((FetchFailureKind.FileHashMismatch, 3), (wrong.Failure!.Kind, wrong.Attempts));
    }

    [Fact]
    public void After_a_damaged_part_the_whole_file_is_fetched_once_and_not_from_a_part()
    {
        FileTarget target = Target() with { Resume = true };
        FetchOutcome cut = Answer(Request(new FetchOptions(), target), Cut(Damaged()));
        Assert.NotNull(cut.Failure);

        FetchOutcome outcome = Answer(
            Request(Retrying, Target() with { Resume = true }), ServerFile.Response(HttpStatusCode.PartialContent, from: 49), Damaged());

        Assert.Equal((FetchFailureKind.FileHashMismatch, 2), (outcome.Failure!.Kind, outcome.Attempts));
        Assert.Equal(
            [false, true, false], Network.Exchanges.Select(exchange => exchange.Headers.ContainsKey("Range")));
    }

    private static HttpResponseMessage Right() => ServerFile.Response(HttpStatusCode.OK);

    private static HttpResponseMessage Damaged() => With(Right(), [.. ServerFile.Content.Select((value, at) => at == 7 ? (byte)~value : value)]);

    private static HttpResponseMessage Coded()
    {
        HttpResponseMessage response = With(Right(), Convert.FromBase64String("H4sIAAAAAAAAA0vOz01VyEktS80BAP6+kNsKAAAA"));
        response.Content.Headers.ContentEncoding.Add("identity");
        return response;
    }

    private static HttpResponseMessage Cut(HttpResponseMessage response)
    {
        byte[] body = response.Content.ReadAsByteArrayAsync().GetAwaiter().GetResult();
        HttpResponseMessage cut = With(response, body[..50]);
        cut.Content.Headers.ContentLength = body.Length;
        return cut;
    }

    private static HttpResponseMessage With(HttpResponseMessage response, byte[] body)
    {
        var content = new StreamContent(new OneWayStream(body));
        content.Headers.ContentLength = body.Length;
        content.Headers.LastModified = response.Content.Headers.LastModified;
        response.Content = content;
        return response;
    }

    private FileTarget Target()
    {
        Assert.True(FileHash.TryParse("sha256:" + Convert.ToHexString(SHA256.HashData(ServerFile.Content)), out FileHash? hash));
        return _server.Target() with { Hash = hash };
    }

    private FetchRequest Request(FetchOptions options, FileTarget? target = null) =>
        FetchRequest.Create(ServerFile.Uri.AbsoluteUri, options).WithFile(target ?? Target());

    private FetchOutcome Fetch(FetchOptions options, params HttpResponseMessage[] responses) => Answer(Request(options), responses);

    private FetchOutcome Answer(FetchRequest request, params HttpResponseMessage[] responses)
    {
        int before = Network.Count;
        return _server.Engine.Fetch(request, network =>
        {
            for (int i = 0; i < responses.Length; i++)
            {
                network.WaitUntilSent(before + i + 1);
                network.Oldest.Answer(responses[i]);
            }
        });
    }
}
