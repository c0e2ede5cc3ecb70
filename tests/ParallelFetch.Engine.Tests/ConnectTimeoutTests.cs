using System.Net;
using System.Net.Sockets;
using ParallelFetch.Engine.Tests.Fakes;
using ParallelFetch.Http;

namespace ParallelFetch.Engine.Tests;

public sealed class ConnectTimeoutTests
{
    [Fact]
    public async Task A_host_that_does_not_answer_is_given_up_after_the_time_for_connecting()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only there a full backlog leaves a connection without an answer.");
        using var hole = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        hole.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        hole.Listen(1);

        // One more than the backlog; what comes then gets no answer.
        Socket[] fillers = [.. Enumerable.Range(0, 2).Select(_ => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))];
        foreach (Socket filler in fillers)
        {
            await filler.ConnectAsync(hole.LocalEndPoint!, TestContext.Current.CancellationToken);
        }

        using var engine = new FetchEngine();
        using FetchBatch batch = engine.StartBatch();
        batch.Add(FetchRequest.Create(
            $"http://{hole.LocalEndPoint}/", new FetchOptions { Connection = new ConnectionProfile { ConnectTimeout = TimeSpan.FromMilliseconds(300) } }));

        FetchFailure failure = EngineFixture.TakeOne(batch).Failure!;
        Assert.Equal(FetchFailureKind.ConnectionTimeoutReached, failure.Kind);
        Assert.Contains("No connection within 0.3 s", failure.Message, StringComparison.Ordinal);
        Assert.Contains("-ConnectTimeoutSeconds", failure.Message, StringComparison.Ordinal);
        Array.ForEach(fillers, filler => filler.Dispose());
    }

    [Fact]
    public void Where_the_response_may_not_take_longer_that_is_the_limit_to_raise()
    {
        using var fixture = new EngineFixture();
        var options = new FetchOptions
        {
            ConnectionTimeout = TimeSpan.FromSeconds(7),
            Connection = new ConnectionProfile { ConnectTimeout = TimeSpan.FromSeconds(7) },
        };

        FetchOutcome outcome = fixture.Fetch(fixture.Request(options), network => network.Oldest.Fail(new TaskCanceledException("x", new TimeoutException())));

        Assert.Contains("No response within 7 s", outcome.Failure!.Message, StringComparison.Ordinal);
        Assert.Contains("-ConnectionTimeoutSeconds", outcome.Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Unless_told_otherwise_it_is_ten_seconds()
    {
        using var handler = (SocketsHttpHandler)HandlerFactory.Create(ConnectionProfile.Default);

        Assert.Equal(TimeSpan.FromSeconds(10), handler.ConnectTimeout);
    }
}
