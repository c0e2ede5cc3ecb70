using System.Net;
using System.Net.Sockets;
using System.Text;
using ParallelFetch.Engine.Tests.Fakes;
using ParallelFetch.Http;
using ParallelFetch.Scheduling;

namespace ParallelFetch.Engine.Tests;

/// <summary>What closing the idle connections does to those that are not, over real sockets.</summary>
public sealed class CloseIdleTests : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly HandlerPool _pool = new(HandlerFactory.Create);

    public CloseIdleTests() => _listener.Start();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _pool.Dispose();
        _listener.Dispose();
    }

    [Fact(Timeout = 60_000)]
    public async Task Idle_connections_close_at_once_while_running_requests_go_on_and_new_ones_connect_anew()
    {
        Task<string> idle = GetAsync();
        using Socket idleSide = await AcceptAsync();
        await SendAsync(idleSide, "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n");

        // The first one is not idle yet, so the others get connections of their own.
        Task<string> inBody = GetAsync();
        using Socket bodySide = await AcceptAsync();
        Task<string> inHead = GetAsync();
        using Socket headSide = await AcceptAsync();
        await SendAsync(bodySide, "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nha");
        await SendAsync(idleSide, "idle");
        Assert.Equal("idle", await idle);

        _pool.CloseIdle();

        Assert.Equal(0, await idleSide.ReceiveAsync(new byte[1], Cancellation));
        await SendAsync(bodySide, "lf");
        await SendAsync(headSide, "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nhead");
        Assert.Equal("half", await inBody);
        Assert.Equal("head", await inHead);

        // They close, too, when they are done.
        Assert.Equal(0, await bodySide.ReceiveAsync(new byte[1], Cancellation));
        Assert.Equal(0, await headSide.ReceiveAsync(new byte[1], Cancellation));
        Task<string> next = GetAsync();
        using Socket nextSide = await AcceptAsync();
        await SendAsync(nextSide, "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnext");
        Assert.Equal("next", await next);
    }

    [Fact]
    public async Task A_request_that_meets_a_handler_in_the_moment_of_its_replacement_goes_over_the_next_one()
    {
        HandlerPool? pool = null;
        int handlers = 0;
        using var network = new FakeNetwork { Auto = _ => new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("body") } };
        pool = new HandlerPool(_ => handlers++ == 0 ? new ReplacedHandler(() => pool!.CloseIdle()) : new ProfileHandler(ConnectionProfile.Default, network));
        var slot = new FetchSlot(TimeProvider.System);
        var outcome = new FetchOutcome(FetchRequest.Create("http://host/"));
        slot.Begin(outcome.Request.Options, Cancellation);

        await new HttpFetcher(pool, TimeProvider.System).FetchAsync(outcome, slot, default(QueuedFetch));
        pool.Dispose();

        Assert.True(outcome.IsSuccess, outcome.Failure?.Message);
        Assert.Equal((1, 2), (outcome.Attempts, handlers));
    }

    private static ValueTask<int> SendAsync(Socket socket, string text) => socket.SendAsync(Encoding.ASCII.GetBytes(text), Cancellation);

    private async Task<string> GetAsync()
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, $"http://{_listener.LocalEndpoint}/");
        using HttpResponseMessage response = await _pool.Get(ConnectionProfile.Default).SendAsync(message, Cancellation);
        return await response.Content.ReadAsStringAsync(Cancellation);
    }

    private async Task<Socket> AcceptAsync()
    {
        Socket socket = await _listener.AcceptSocketAsync(Cancellation);
        byte[] buffer = new byte[4096];
        for (int length = 0; !Encoding.ASCII.GetString(buffer, 0, length).EndsWith("\r\n\r\n", StringComparison.Ordinal);)
        {
            length += await socket.ReceiveAsync(buffer.AsMemory(length), Cancellation);
        }

        return socket;
    }

    private sealed class ReplacedHandler(Action replace) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            replace();
            throw new ObjectDisposedException(nameof(SocketsHttpHandler));
        }
    }
}
