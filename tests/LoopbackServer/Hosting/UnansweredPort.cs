using System.Net;
using System.Net.Sockets;

namespace LoopbackServer.Hosting;

/// <summary>
/// A port on which connecting takes for ever, as on a host that is switched off or behind a firewall that drops packets. Its
/// queue of connections is full, and Linux then ignores who else knocks (others refuse).
/// </summary>
internal static class UnansweredPort
{
    // Static, because collected sockets would free the port and the queue.
    private static readonly Socket? Listening = OperatingSystem.IsLinux() ? Listen() : null;
    private static readonly Socket? Queued = Listening is null ? null : Fill((IPEndPoint)Listening.LocalEndPoint!);

    /// <summary>Null where a full queue does not do it.</summary>
    public static int? Port => Queued is null ? null : ((IPEndPoint)Listening!.LocalEndPoint!).Port;

    private static Socket Listen()
    {
        Socket socket = New();
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        socket.Listen(0);
        return socket;
    }

    /// <summary>A queue for none holds one.</summary>
    private static Socket Fill(IPEndPoint address)
    {
        Socket socket = New();
        socket.Connect(address);
        return socket;
    }

    private static Socket New() => new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
}
