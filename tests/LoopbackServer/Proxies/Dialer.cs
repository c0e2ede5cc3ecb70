using System.Net;
using System.Net.Sockets;

namespace LoopbackServer.Proxies;

/// <summary>
/// Connections from a proxy to where it is asked to go, which is always this machine: localhost and every name under
/// <c>.test</c> are its loopback address (so that a test can have names that only the proxy knows), other names are unknown.
/// </summary>
internal static class Dialer
{
    /// <exception cref="SocketException">There is nothing, or it may not be asked for.</exception>
    public static async Task<Socket> ConnectAsync(string host, int port)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(Resolve(host), port);
            return socket;
        }
        catch (ArgumentOutOfRangeException)
        {
            socket.Dispose();
            throw new SocketException((int)SocketError.AddressNotAvailable);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>host:port; the host may be an IPv6 address in brackets.</summary>
    public static (string Host, int Port)? Parse(string authority)
    {
        var colon = authority.LastIndexOf(':');
        return colon > 0 && ushort.TryParse(authority[(colon + 1)..], out var port) ? (authority[..colon].Trim('[', ']'), port) : null;
    }

    private static IPAddress Resolve(string host)
    {
        if (host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".test", StringComparison.OrdinalIgnoreCase))
        {
            return IPAddress.Loopback;
        }

        return IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address)
            ? address
            : throw new SocketException((int)SocketError.HostNotFound);
    }
}
