using System.Net;
using System.Net.Sockets;
using ParallelFetch.Text;

namespace ParallelFetch.Engine.Tests;

public sealed class MaskedCauseTests
{
    [Theory]
    [InlineData("The proxy tunnel request to proxy 'http://me:s3cret@proxy:1/' failed with status code '502'.", "The proxy tunnel request to proxy 'http://proxy:1/' failed with status code '502'.")]
    [InlineData("No answer from https://host/a?b=1&token=s3cret (host:443)", "No answer from https://host/a?b=1&token=*** (host:443)")]
    [InlineData("Received an invalid header line: 'Set-Cookie sid=s3cret; Path=/'.", "Received an invalid header line: 'Set-Cookie ***'.")]
    [InlineData("Received an invalid header name: 'X-Api-Key: s3cret'.", "Received an invalid header name: 'X-Api-Key: ***'.")]
    [InlineData("Received an invalid header line: 'Age 3 days'.", "Received an invalid header line: 'Age 3 days'.")]
    [InlineData("Connection refused (127.0.0.1:1)", "Connection refused (127.0.0.1:1)")]
    public void A_message_is_without_what_is_secret(string message, string expected) => Assert.Equal(expected, MaskedCause.Message(message));

    [Fact]
    public void An_exception_without_secrets_stays_itself()
    {
        var cause = new HttpRequestException(HttpRequestError.ConnectionError, "Connection refused (127.0.0.1:1)", new SocketException((int)SocketError.ConnectionRefused));

        Assert.Same(cause, new FetchFailure(FetchFailureKind.ConnectionFailed, "x", cause).Cause);
        Assert.Null(new FetchFailure(FetchFailureKind.ConnectionFailed, "x").Cause);
    }

    [Fact]
    public void A_secret_anywhere_in_the_chain_is_in_none_of_what_is_shown()
    {
        var innermost = new SocketException((int)SocketError.ConnectionReset);
        var cause = new HttpRequestException(
            HttpRequestError.ProxyTunnelError,
            "Via http://me:s3cret@proxy/.",
            new IOException("Fine.", new FormatException("'http://me:s3cret@proxy/'", innermost)),
            HttpStatusCode.BadGateway);

        Exception masked = new FetchFailure(FetchFailureKind.ConnectionFailed, "x", cause).Cause!;

        Assert.DoesNotContain("s3cret", masked.ToString(), StringComparison.Ordinal);
        HttpRequestException http = Assert.IsType<HttpRequestException>(masked);
        Assert.Equal((HttpRequestError.ProxyTunnelError, HttpStatusCode.BadGateway), (http.HttpRequestError, http.StatusCode!.Value));
        Assert.Contains("FormatException", http.InnerException!.InnerException!.Message, StringComparison.Ordinal);
        Assert.Same(innermost, masked.GetBaseException());
    }
}
