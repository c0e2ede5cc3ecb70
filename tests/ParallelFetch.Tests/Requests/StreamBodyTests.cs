using System.Management.Automation;
using LoopbackServer.Client;
using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests.Requests;

public sealed class StreamBodyTests(ServerFixture fixture) : RequestTest(fixture)
{
    [Fact]
    public async Task A_stream_that_can_seek_is_sent_to_many_urls_at_once()
    {
        byte[] content = new byte[500_000];
        new Random(3).NextBytes(content);
        Session.With("stream", new MemoryStream(content));

        IReadOnlyList<RecordedRequest> sent = await SentByAsync("1..20 | ForEach-Object { \"${http}echo?$_\" } | Start-ParallelFetch -Throttle 20 -Method Post -Body $stream");

        Assert.Equal(20, sent.Count);
        Assert.All(sent, request => Assert.Equal(content, request.Body));
        Assert.All(sent, request => Assert.Equal("500000", request.Headers.Text("Content-Length")));
    }

    [Fact]
    public async Task A_stream_is_sent_from_where_it_stands_and_stays_open()
    {
        var stream = new MemoryStream("skipped, sent"u8.ToArray()) { Position = 9 };
        Session.With("stream", stream);

        Assert.Equal("sent", (await OneSentByAsync("Start-ParallelFetch \"${http}echo\" -Method Post -Body $stream")).Text);
        Assert.True(stream.CanRead);
    }

    [Fact]
    public async Task A_stream_that_cannot_seek_is_sent_once_in_chunks()
    {
        Session.With("stream", new OneWayStream("only once"u8.ToArray()));

        RecordedRequest sent = await OneSentByAsync("Start-ParallelFetch \"${http}echo\" -Method Post -Body $stream");

        Assert.Equal(("only once", "chunked"), (sent.Text, sent.Headers.Text("Transfer-Encoding")));
    }

    [Fact]
    public async Task A_second_url_for_a_stream_that_cannot_seek_is_an_error_of_its_own()
    {
        await RecordAsync();
        Session.With("stream", new OneWayStream("only once"u8.ToArray()));

        RunResult run = Run("Start-ParallelFetch \"${http}echo?1\", \"${http}echo?2\" -InOrder -Throttle 1 -Method Post -Body $stream");

        Assert.Equal([200, 0], run.All<int>("StatusCode"));
        Assert.Equal(["BodyCannotBeResent"], run.ErrorIds);
        Assert.Equal(ErrorCategory.InvalidOperation, run.Errors[0].CategoryInfo.Category);
        Assert.Contains("-InFile", run.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.Equal("only once", Assert.Single(await RecordedAsync()).Text);
    }

    [Theory]
    [InlineData("redirect-to?code=307", "")]
    [InlineData("redirect-to?code=308", "")]
    [InlineData("auth/digest", "-Credential $user -AllowUnencryptedAuthentication")]
    public void A_stream_that_cannot_seek_is_not_sent_again(string path, string option)
    {
        Session.With("stream", new OneWayStream("only once"u8.ToArray()));

        Assert.Equal(["BodyCannotBeResent"], Run($"Start-ParallelFetch \"${{http}}{path}\" -Method Post -Body $stream {option}").ErrorIds);
    }

    [Fact]
    public async Task A_redirect_that_drops_the_body_does_not_need_it_again()
    {
        Session.With("stream", new OneWayStream("only once"u8.ToArray()));

        IReadOnlyList<RecordedRequest> sent = await SentByAsync("Start-ParallelFetch \"${http}redirect-to?code=303\" -Method Post -Body $stream");

        Assert.Equal([("POST", "only once"), ("GET", "")], sent.Select(request => (request.Method, request.Text)));
    }

    [Fact]
    public async Task A_stream_that_can_seek_is_sent_again()
    {
        Session.With("stream", new MemoryStream("again"u8.ToArray()));

        IReadOnlyList<RecordedRequest> sent = await SentByAsync("Start-ParallelFetch \"${http}redirect/3?code=308\" -Method Post -Body $stream");

        Assert.Equal(["again", "again", "again", "again"], sent.Select(request => request.Text));
    }

    [Fact]
    public async Task Each_url_may_have_a_stream_of_its_own()
    {
        Session.With("streams", new Stream[] { new OneWayStream("one"u8.ToArray()), new OneWayStream("two"u8.ToArray()), new MemoryStream("three"u8.ToArray()) });

        IReadOnlyList<RecordedRequest> sent = await SentByAsync("$streams | ForEach-Object { [pscustomobject]@{ Url = \"${http}echo\"; Method = 'Post'; Body = $_ } } | Start-ParallelFetch");

        Assert.Equal(["one", "three", "two"], sent.Select(request => request.Text).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_stream_that_breaks_spoils_its_own_fetch_only()
    {
        Session.With("stream", new BrokenStream());

        RunResult run = Run("[pscustomobject]@{ Url = \"${http}echo\"; Method = 'Post'; Body = $stream }, [pscustomobject]@{ Url = \"${http}text/1\" } | Start-ParallelFetch -InOrder");

        Assert.Equal([0, 200], run.All<int>("StatusCode"));
        Assert.Contains("the disk is gone", Assert.Single(run.Errors).ToString(), StringComparison.Ordinal);

        // Neither the network nor the server is at fault.
        Assert.DoesNotContain("ConnectionFailed", run.ErrorIds);
    }

    private sealed class OneWayStream(byte[] content) : MemoryStream(content)
    {
        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }
    }

    private sealed class BrokenStream : MemoryStream
    {
        public override bool CanSeek => false;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            throw new IOException("the disk is gone");
    }
}
