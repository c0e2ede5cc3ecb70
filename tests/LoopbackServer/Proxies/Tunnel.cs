using System.Net.Sockets;
using LoopbackServer.Raw;
using LoopbackServer.Wire;

namespace LoopbackServer.Proxies;

/// <summary>Bytes in both directions until both have ended; a reset on one side becomes one on the other.</summary>
internal static class Tunnel
{
    /// <param name="client">Whose first bytes may have been read already.</param>
    /// <param name="reader">The client's reader, which has them.</param>
    /// <param name="upstream">The other end.</param>
    public static async Task RunAsync(Socket client, WireReader reader, Socket upstream)
    {
        var there = ForwardAsync(reader, upstream);
        var back = ForwardAsync(upstream, client);
        try
        {
            await await Task.WhenAny(there, back);
            await Task.WhenAll(there, back);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            client.Reset();
            upstream.Reset();
            await Task.WhenAll(there, back).ContinueWith(static _ => { }, TaskScheduler.Default);
        }
    }

    private static async Task ForwardAsync(WireReader from, Socket to)
    {
        while (await from.ReadSomeAsync(64 * 1024) is { IsEmpty: false } bytes)
        {
            await to.SendAllAsync(bytes);
        }

        to.Shutdown(SocketShutdown.Send);
    }

    private static async Task ForwardAsync(Socket from, Socket to)
    {
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await from.ReceiveAsync(buffer)) > 0)
        {
            await to.SendAllAsync(buffer.AsMemory(0, read));
        }

        to.Shutdown(SocketShutdown.Send);
    }
}
