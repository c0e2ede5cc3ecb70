using System.Net;
using System.Net.Sockets;

namespace LoopbackServer.Hosting;

/// <summary>A port that is free for TCP and UDP: Kestrel finds one by itself only if it needs one of the two.</summary>
internal static class FreePort
{
    public static int ForBoth()
    {
        while (true)
        {
            using var tcp = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            tcp.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            var endpoint = (IPEndPoint)tcp.LocalEndPoint!;
            try
            {
                using var udp = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
                udp.Bind(endpoint);
                return endpoint.Port;
            }
            catch (SocketException)
            {
                // Taken by somebody who speaks UDP.
            }
        }
    }
}
