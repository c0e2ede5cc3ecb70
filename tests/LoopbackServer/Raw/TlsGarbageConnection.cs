using System.Net.Sockets;
using LoopbackServer.Counting;

namespace LoopbackServer.Raw;

/// <summary>Answers a TLS hello with plain text.</summary>
internal sealed class TlsGarbageConnection(CounterRegistry counters)
{
    public async Task ServeAsync(Socket socket, string id)
    {
        counters.ConnectionOpened(id);
        try
        {
            var hello = new byte[4096];
            await socket.ReceiveAsync(hello);
            await socket.SendAsync("This is not TLS.\r\n"u8.ToArray());
            await socket.DrainAsync();
        }
        finally
        {
            counters.ConnectionClosed(id);
        }
    }
}
