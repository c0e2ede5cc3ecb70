using System.Management.Automation;
using System.Net;
using System.Net.Sockets;
using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests;

public sealed class FailureKindTests(ServerFixture fixture) : CmdletTest(fixture)
{
    [Theory]
    [InlineData("truncated", "ProtocolError", ErrorCategory.ProtocolError)]
    [InlineData("truncated-chunked", "ProtocolError", ErrorCategory.ProtocolError)]
    [InlineData("bad-chunk", "ProtocolError", ErrorCategory.ProtocolError)]
    [InlineData("malformed-status", "ProtocolError", ErrorCategory.ProtocolError)]
    [InlineData("malformed-header", "ProtocolError", ErrorCategory.ProtocolError)]
    [InlineData("garbage", "ProtocolError", ErrorCategory.ProtocolError)]
    [InlineData("huge-header", "ProtocolError", ErrorCategory.ProtocolError)]
    [InlineData("close", "ProtocolError", ErrorCategory.ProtocolError)]
    [InlineData("wrong-gzip", "ProtocolError", ErrorCategory.ProtocolError)]
    [InlineData("reset", "ConnectionFailed", ErrorCategory.ConnectionError)]
    [InlineData("reset-body", "ConnectionFailed", ErrorCategory.ConnectionError)]
    public void A_broken_response_is_an_error_of_its_kind(string path, string id, ErrorCategory category)
    {
        RunResult run = Run($"Start-ParallelFetch \"${{raw}}{path}\" -MaximumRetryCount 0");

        ErrorRecord error = Assert.Single(run.Errors);
        Assert.Equal([id], run.ErrorIds);
        Assert.Equal(category, error.CategoryInfo.Category);
        Assert.False(Assert.Single(run.Output).Get<bool>("IsSuccess"));
        Assert.Contains(Scope.RawUrl(path).ToString(), error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gzip-truncated")]
    [InlineData("gzip-garbage")]
    public void A_broken_compressed_body_is_a_protocol_error(string path) =>
        Assert.Equal(["ProtocolError"], Run($"Start-ParallelFetch \"${{http}}compress/{path}\" -MaximumRetryCount 0").ErrorIds);

    [Fact]
    public void A_certificate_that_is_not_trusted_is_an_error_unless_that_is_skipped()
    {
        RunResult run = Run("Start-ParallelFetch \"${https}text/1\"");
        Assert.Equal(["TlsFailed"], run.ErrorIds);
        Assert.Equal(ErrorCategory.SecurityError, run.Errors[0].CategoryInfo.Category);

        Assert.Equal([200], Run("Start-ParallelFetch \"${https}text/1\" -SkipCertificateCheck").All<int>("StatusCode"));
        Assert.Equal(["TlsFailed"], Run("Start-ParallelFetch \"${https}text/1\"").ErrorIds);
    }

    [Theory]
    [InlineData("${http}never", "-ConnectionTimeoutSeconds 1", "ConnectionTimeoutReached", 0)]
    [InlineData("${raw}never-answer", "-TimeoutSec 1", "ConnectionTimeoutReached", 0)]
    [InlineData("${http}stall/100", "-OperationTimeoutSeconds 1", "OperationTimeoutReached", 200)]
    [InlineData("${http}stall/100", "-TotalTimeoutSeconds 1", "TotalTimeoutReached", 200)]
    public async Task What_takes_too_long_is_given_up_with_its_own_error(string url, string option, string id, int status)
    {
        RunResult run = Run($"Start-ParallelFetch \"{url}\" {option} -MaximumRetryCount 0");

        Assert.Equal([id], run.ErrorIds);
        Assert.Equal(ErrorCategory.OperationTimeout, run.Errors[0].CategoryInfo.Category);
        Assert.Equal([status], run.All<int>("StatusCode"));
        await Scope.WaitForAsync(counters => counters.Total.Concurrent == 0 && counters.Total.Aborted == 1, Patience, Cancellation);
    }

    [Fact]
    public async Task What_cannot_be_connected_to_is_given_up_early_while_a_slow_answer_has_its_time()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only there a full backlog leaves a connection without an answer.");
        using var hole = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        hole.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        hole.Listen(1);
        using var first = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using var second = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await first.ConnectAsync(hole.LocalEndPoint!, Cancellation);
        await second.ConnectAsync(hole.LocalEndPoint!, Cancellation);

        RunResult run = Run($"'http://{hole.LocalEndPoint}/', \"${{http}}delay/1500\" | Start-ParallelFetch -ConnectTimeoutSeconds 1 -MaximumRetryCount 0 -InOrder");

        Assert.Equal(["ConnectionTimeoutReached"], run.ErrorIds);
        Assert.Contains("-ConnectTimeoutSeconds", run.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.Equal([0, 200], run.All<int>("StatusCode"));
    }

    [Theory]
    [InlineData("-ConnectTimeoutSeconds 0")]
    [InlineData("-ConnectTimeoutSeconds 2147483 -ConnectionTimeoutSeconds 5")]
    [InlineData("-ConnectionTimeoutSeconds 0")]
    public void Any_time_for_connecting_will_do_for_a_server_that_is_there(string options) =>
        Assert.Equal([200], Run($"Start-ParallelFetch \"${{http}}text/1\" {options}").All<int>("StatusCode"));

    [Fact]
    public void A_slow_body_that_keeps_coming_is_not_given_up() =>
        Assert.Equal([200], Run("Start-ParallelFetch \"${http}drip/12?intervalMs=100\" -OperationTimeoutSeconds 1").All<int>("StatusCode"));

    [Fact]
    public void Random_bytes_from_a_server_never_cost_more_than_their_own_result()
    {
        RunResult run = Run("0..1999 | ForEach-Object { \"${raw}fuzz?seed=$_\" } | Start-ParallelFetch -Throttle 20 -TotalTimeoutSeconds 10 -MaximumRetryCount 0 -ErrorAction SilentlyContinue");

        Assert.Equal(2000, run.Output.Count);
        Assert.All(run.Output, result => Assert.True(result.Get<int>("StatusCode") > 0 || result.Get<ErrorRecord>("Error") is not null));
        Assert.DoesNotContain(run.Output, result => result.Get<ErrorRecord>("Error")?.FullyQualifiedErrorId.Split(',')[0] == "FetchFailed");
    }
}
