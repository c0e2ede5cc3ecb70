using ParallelFetch.Http;

namespace ParallelFetch.Engine.Tests;

public sealed class NewConnectionStreamTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_end_of_a_new_connection_is_no_end_of_the_stream()
    {
        await using var connection = new NewConnectionStream(new Wire());
        await connection.WriteAsync(new byte[10], Cancellation);

        var thrown = await Assert.ThrowsAsync<HttpRequestException>(() => connection.ReadAsync(new byte[10], Cancellation).AsTask());

        Assert.Equal(HttpRequestError.ResponseEnded, thrown.HttpRequestError);
    }

    [Fact]
    public async Task A_new_connection_that_breaks_is_nothing_that_a_handler_sends_again_for()
    {
        var broken = new IOException("broken");
        await using var connection = new NewConnectionStream(new Wire { Broken = broken });
        await connection.WriteAsync(new byte[10], Cancellation);

        var thrown = await Assert.ThrowsAsync<HttpRequestException>(() => connection.ReadAsync(new byte[10], Cancellation).AsTask());

        Assert.Same(broken, thrown.InnerException);
    }

    [Fact]
    public async Task The_end_of_a_connection_that_has_answered_is_one()
    {
        await using var connection = new NewConnectionStream(new Wire(5));
        await connection.WriteAsync(new byte[10], Cancellation);
        Assert.Equal(0, await connection.ReadAsync(Memory<byte>.Empty, Cancellation));
        Assert.Equal(5, await connection.ReadAsync(new byte[10], Cancellation));

        await connection.WriteAsync(new byte[10], Cancellation);

        Assert.Equal(0, await connection.ReadAsync(new byte[10], Cancellation));
    }

    [Fact]
    public async Task A_connection_that_was_listened_to_before_it_was_used_has_lain_idle()
    {
        await using var connection = new NewConnectionStream(new Wire());
        ValueTask<int> ahead = connection.ReadAsync(new byte[10], Cancellation);

        await connection.WriteAsync(new byte[10], Cancellation);

        Assert.Equal(0, await ahead);
    }

    private sealed class Wire(int answer = 0) : MemoryStream
    {
        private int _left = answer;

        public IOException? Broken { get; init; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int read = buffer.IsEmpty ? 0 : _left;
            _left -= read;
            return Broken is null ? ValueTask.FromResult(read) : ValueTask.FromException<int>(Broken);
        }
    }
}
