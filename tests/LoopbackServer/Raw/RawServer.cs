using System.Net;
using System.Net.Sockets;

namespace LoopbackServer.Raw;

/// <summary>Accepts connections on a port of its own, for responses that no proper server would send.</summary>
internal static class RawServer
{
    /// <summary>Starts to listen; <paramref name="serve"/> gets each connection and an id for it.</summary>
    /// <returns>The port.</returns>
    public static int Listen(Func<Socket, string, Task> serve, int port = 0)
    {
        var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start(backlog: 8192);
        port = ((IPEndPoint)listener.LocalEndpoint).Port;
        _ = AcceptAsync(listener, port, serve);
        return port;
    }

    private static async Task AcceptAsync(TcpListener listener, int port, Func<Socket, string, Task> serve)
    {
        for (var number = 1; ; number++)
        {
            try
            {
                var socket = await listener.AcceptSocketAsync();
                socket.NoDelay = true;
                var id = $"raw-{port}-{number}";
                _ = Task.Run(() => ServeAsync(socket, id, serve));
            }
            catch (SocketException)
            {
                // A connection that was reset before it was accepted.
            }
        }
    }

    private static async Task ServeAsync(Socket socket, string id, Func<Socket, string, Task> serve)
    {
        try
        {
            await serve(socket, id);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            // The client left in the middle; the connection is over either way.
        }
        finally
        {
            socket.Dispose();
        }
    }
}
