using System.IO.Compression;
using LoopbackServer.Client;
using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests.Requests;

/// <summary>-TransferEncoding and -DisableKeepAlive.</summary>
public sealed class TransferTests(ServerFixture fixture) : RequestTest(fixture)
{
    [Theory]
    [InlineData("http")]
    [InlineData("https")]
    public async Task A_body_is_sent_in_chunks_without_its_length(string origin)
    {
        RecordedRequest sent = await OneSentByAsync($"Start-ParallelFetch \"${{{origin}}}echo\" -Method Post -Body 'in chunks' -TransferEncoding Chunked -SkipCertificateCheck");

        Assert.Equal("in chunks", sent.Text);
        Assert.Equal("chunked", sent.Headers.Text("Transfer-Encoding"));
        Assert.False(sent.Headers.ContainsKey("Content-Length"));
        Assert.Equal("HTTP/1.1", sent.Protocol);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public async Task A_body_is_compressed_for_its_transfer(string coding)
    {
        RecordedRequest sent = await OneSentByAsync($"Start-ParallelFetch \"${{raw}}post\" -Method Post -Body ('compressed ' * 1000) -TransferEncoding {coding}");

        Assert.Equal($"{coding}, chunked", sent.Headers.Text("Transfer-Encoding"));
        Assert.False(sent.Headers.ContainsKey("Content-Length"));
        Assert.True(sent.Body.Length < 1000, $"{sent.Body.Length} bytes");
        using var body = new MemoryStream(sent.Body);
        using Stream plain = coding == "gzip" ? new GZipStream(body, CompressionMode.Decompress) : new ZLibStream(body, CompressionMode.Decompress);
        using var reader = new StreamReader(plain);
        Assert.Equal(string.Concat(Enumerable.Repeat("compressed ", 1000)), await reader.ReadToEndAsync(Cancellation));
    }

    [Fact]
    public async Task Identity_is_no_coding()
    {
        RecordedRequest sent = await OneSentByAsync("Start-ParallelFetch \"${http}echo\" -Method Post -Body 'plain' -TransferEncoding identity");

        Assert.Equal(("plain", "5"), (sent.Text, sent.Headers.Text("Content-Length")));
        Assert.False(sent.Headers.ContainsKey("Transfer-Encoding"));
    }

    [Fact]
    public async Task Without_a_body_there_is_nothing_to_code()
    {
        RecordedRequest sent = await OneSentByAsync("Start-ParallelFetch \"${http}echo\" -TransferEncoding chunked");

        Assert.False(sent.Headers.ContainsKey("Transfer-Encoding"));
    }

    [Fact]
    public async Task A_coded_body_is_sent_again_where_a_redirect_asks_for_it()
    {
        IReadOnlyList<RecordedRequest> sent = await SentByAsync("Start-ParallelFetch \"${http}redirect/2?code=307\" -Method Post -Body 'again' -TransferEncoding chunked");

        Assert.Equal(["again", "again", "again"], sent.Select(request => request.Text));
        Assert.All(sent, request => Assert.Equal("chunked", request.Headers.Text("Transfer-Encoding")));
    }

    [Fact]
    public void A_coding_that_does_not_exist_is_refused() =>
        Assert.NotNull(Run("Start-ParallelFetch \"${http}echo\" -TransferEncoding compress").Thrown);

    [Theory]
    [InlineData("http")]
    [InlineData("https")]
    public async Task Connections_are_kept_unless_that_is_disabled(string origin)
    {
        string script = $"1..10 | ForEach-Object {{ \"${{{origin}}}text/$_\" }} | Start-ParallelFetch -Throttle 1 -SkipCertificateCheck -HttpVersion 1.1";

        RunWell(script);
        Assert.Equal(1, await ConnectionsAsync());

        await Scope.ResetAsync(Cancellation);
        IReadOnlyList<RecordedRequest> sent = await SentByAsync(script + " -DisableKeepAlive");
        Assert.Equal(10, sent.Select(request => request.ConnectionId).Distinct().Count());
        Assert.All(sent, request => Assert.Equal("close", request.Headers.Text("Connection"), ignoreCase: true));
    }

    [Fact]
    public async Task Without_keep_alive_no_connection_stays_open()
    {
        RunWell("1..5 | ForEach-Object { \"${http}text/$_\" } | Start-ParallelFetch -DisableKeepAlive");

        await Scope.WaitForAsync(counters => counters.Total is { Requests: 5, OpenConnections: 0 }, Patience, Cancellation);
    }
}
