using System.Net;
using ParallelFetch.Engine.Tests.Fakes;
using ParallelFetch.Files;

namespace ParallelFetch.Engine.Tests.Files;

public sealed class FileDownloadTests : IDisposable
{
    private readonly ServerFile _server = new();

    public void Dispose() => _server.Dispose();

    [Fact]
    public void The_body_is_in_the_file_when_the_outcome_comes()
    {
        FetchOutcome outcome = Fetch(_server.Target(), network => network.Oldest.Answer(ServerFile.Response(HttpStatusCode.OK)));

        Assert.True(outcome.IsSuccess);
        Assert.Equal(_server.PathOf("a.bin"), outcome.OutFile);
        Assert.Equal(ServerFile.Content, File.ReadAllBytes(outcome.OutFile!));
        Assert.Equal(100, outcome.RawContentLength);
    }

    [Fact]
    public void Nothing_is_sent_for_a_file_that_is_not_to_be_replaced()
    {
        File.WriteAllText(_server.PathOf("a.bin"), "mine");

        FetchOutcome outcome = Fetch(_server.Target() with { NoClobber = true }, _ => { });

        Assert.True(outcome is { IsSkipped: true, IsSuccess: true, Attempts: 0 });
        Assert.Equal(0, _server.Engine.Network.Count);
    }

    [Fact]
    public void A_part_and_the_rest_make_the_file()
    {
        KeepPart(60, ServerFile.Content);

        FetchOutcome outcome = Fetch(_server.Target() with { Resume = true }, network => network.Oldest.Answer(ServerFile.Response(HttpStatusCode.PartialContent, 59)));

        Assert.Equal("bytes=59-", Assert.Single(_server.Engine.Network.Exchanges).Headers["Range"]);
        Assert.True(outcome.IsSuccess);
        Assert.Equal(ServerFile.Content, File.ReadAllBytes(_server.PathOf("a.bin")));
        Assert.Equal(["a.bin"], _server.Names);
    }

    [Fact]
    public void A_refused_range_is_one_more_request_for_the_whole_and_not_a_third()
    {
        KeepPart(60, ServerFile.Content);

        FetchOutcome outcome = Fetch(_server.Target() with { Resume = true }, network =>
        {
            network.Oldest.Answer(HttpStatusCode.RequestedRangeNotSatisfiable);
            network.WaitUntilSent(2);
            network.Oldest.Answer(HttpStatusCode.RequestedRangeNotSatisfiable);
        });

        Assert.Equal((416, 2, false), (outcome.StatusCode, outcome.Attempts, outcome.IsSuccess));
        Assert.Equal(2, _server.Engine.Network.Count);
        Assert.False(_server.Engine.Network.Exchanges[1].Headers.ContainsKey("Range"));
    }

    [Fact]
    public void The_rest_of_other_bytes_is_an_error_whatever_the_server_says()
    {
        KeepPart(60, new byte[100]);

        FetchOutcome outcome = Fetch(_server.Target() with { Resume = true }, network => network.Oldest.Answer(ServerFile.Response(HttpStatusCode.PartialContent, 59)));

        Assert.Equal(FetchFailureKind.ProtocolError, outcome.Failure!.Kind);
        Assert.Empty(_server.Names);
    }

    [Fact]
    public void Two_requests_for_one_directory_have_their_names_in_the_order_in_which_they_were_made()
    {
        FileTarget directory = _server.Target() with { Path = null, Directory = Path.GetDirectoryName(_server.PathOf("x")) };
        FetchRequest[] requests = [ServerFile.Request(directory), ServerFile.Request(directory)];
        using FetchBatch batch = _server.Engine.Engine.StartBatch();
        batch.Add(requests[0]);
        batch.Add(requests[1]);
        IReadOnlyList<FakeExchange> exchanges = _server.Engine.Network.Exchanges;
        exchanges[1].Answer(ServerFile.Response(HttpStatusCode.OK));
        FetchOutcome second = EngineFixture.TakeOne(batch);
        exchanges[0].Answer(ServerFile.Response(HttpStatusCode.OK));
        FetchOutcome first = EngineFixture.TakeOne(batch);

        Assert.Equal(("a.bin", "a (1).bin"), (Path.GetFileName(first.OutFile), Path.GetFileName(second.OutFile)));
        Assert.Equal((false, true), (first.IsRenamed, second.IsRenamed));
    }

    private FetchOutcome Fetch(FileTarget target, Action<FakeNetwork> answer) => _server.Engine.Fetch(ServerFile.Request(target), answer);

    private void KeepPart(int length, byte[] content)
    {
        File.WriteAllBytes(_server.Place().Part, content[..length]);
        new Validators(ServerFile.Owner.ToString(), "\"1\"", null) { Flushed = length }.Save(_server.Place().PartInfo);
    }
}
