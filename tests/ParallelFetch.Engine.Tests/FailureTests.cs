using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using ParallelFetch.Engine.Tests.Fakes;

namespace ParallelFetch.Engine.Tests;

public sealed class FailureTests : IDisposable
{
    private readonly EngineFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    public static TheoryData<Exception, FetchFailureKind> Cases => new()
    {
        { new HttpRequestException(HttpRequestError.NameResolutionError), FetchFailureKind.NameResolutionFailed },
        { new HttpRequestException(HttpRequestError.ConnectionError, inner: new SocketException((int)SocketError.ConnectionRefused)), FetchFailureKind.ConnectionFailed },
        { new HttpRequestException(HttpRequestError.SecureConnectionError, inner: new AuthenticationException("bad")), FetchFailureKind.TlsFailed },
        { new HttpRequestException("x", new AuthenticationException("bad")), FetchFailureKind.TlsFailed },
        { new HttpRequestException(HttpRequestError.InvalidResponse), FetchFailureKind.ProtocolError },
        { new HttpRequestException(HttpRequestError.HttpProtocolError), FetchFailureKind.ProtocolError },
        { new HttpRequestException(HttpRequestError.ResponseEnded), FetchFailureKind.ProtocolError },
        { new HttpRequestException("x", new IOException("y", new SocketException((int)SocketError.ConnectionReset))), FetchFailureKind.ConnectionFailed },
        { new HttpRequestException("x", new HttpIOException(HttpRequestError.ResponseEnded)), FetchFailureKind.ProtocolError },
        { new IOException("x", new SocketException((int)SocketError.ConnectionReset)), FetchFailureKind.ConnectionFailed },
        { new HttpIOException(HttpRequestError.ResponseEnded), FetchFailureKind.ProtocolError },
        { new InvalidDataException("not gzip"), FetchFailureKind.ProtocolError },
        { new TaskCanceledException("x", new TimeoutException()), FetchFailureKind.ConnectionTimeoutReached },
        { new InvalidOperationException("a bug somewhere"), FetchFailureKind.FetchFailed },
    };

    [Theory]
    [MemberData(nameof(Cases), DisableDiscoveryEnumeration = true)]
    public void Whatever_is_thrown_becomes_a_failure_of_that_fetch_alone(Exception exception, FetchFailureKind expected)
    {
        using FetchBatch batch = _fixture.Engine.StartBatch();
        _fixture.Add(batch, 2);

        _fixture.Network.Oldest.Fail(exception);
        _fixture.Network.Answer(1);

        List<FetchOutcome> outcomes = EngineFixture.TakeReady(batch);
        Assert.Equal(expected, outcomes[0].Failure!.Kind);
        Assert.Same(exception, outcomes[0].Failure!.Cause);
        Assert.Equal(0, outcomes[0].StatusCode);
        Assert.Null(outcomes[0].Content);
        Assert.True(outcomes[1].IsSuccess);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(500)]
    [InlineData(503)]
    public void An_http_error_status_is_an_answer_and_no_failure(int status)
    {
        FetchOutcome outcome = _fixture.Fetch(_fixture.Request(), network => network.Answer(1, (HttpStatusCode)status));

        Assert.Null(outcome.Failure);
        Assert.False(outcome.IsSuccess);
        Assert.Equal("body", outcome.Content);
    }
}
