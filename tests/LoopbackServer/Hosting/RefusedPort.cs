using System.Net;
using System.Net.Sockets;

namespace LoopbackServer.Hosting;

/// <summary>A port on which connections are refused: bound, so that nobody else takes it, but never listening.</summary>
internal static class RefusedPort
{
    // Static, because a collected socket would free its port.
    private static readonly Socket Bound = Bind();

    public static int Port => ((IPEndPoint)Bound.LocalEndPoint!).Port;

    private static Socket Bind()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }
}
