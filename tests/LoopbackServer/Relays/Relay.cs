using System.Net;
using System.Net.Sockets;
using LoopbackServer.Proxies;
using LoopbackServer.Raw;
using LoopbackServer.Wire;

namespace LoopbackServer.Relays;

/// <summary>
/// A port of its own on the way to the plain endpoint: to a client, another host. It can go away like a server that is started
/// anew: open connections are reset and new ones refused, until it is back on the same port.
/// </summary>
internal sealed class Relay
{
    private const int Backlog = 8192;

    private readonly Lock _lock = new();
    private readonly HashSet<Socket> _open = [];
    private readonly int _target;
    private readonly IPEndPoint _address;
    private Socket _listener;
    private bool _isAway;

    /// <param name="target">The port that it leads to.</param>
    public Relay(int target)
    {
        _target = target;
        _listener = Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _address = (IPEndPoint)_listener.LocalEndPoint!;
        Listen();
    }

    public string Address => $"http://{_address}";

    public void GoAway()
    {
        Socket[] open;
        lock (_lock)
        {
            if (_isAway)
            {
                return;
            }

            _isAway = true;
            _listener.Dispose();

            // Bound and not listening: connections are refused, and nobody else takes the port.
            _listener = Bind(_address);
            open = [.. _open];
            _open.Clear();
        }

        foreach (Socket socket in open)
        {
            Reset(socket);
        }
    }

    public void ComeBack()
    {
        lock (_lock)
        {
            if (_isAway)
            {
                _isAway = false;
                Listen();
            }
        }
    }

    private static Socket Bind(IPEndPoint address)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(address);
        return socket;
    }

    private static void Reset(Socket socket)
    {
        try
        {
            socket.Reset();
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It has ended by itself.
        }
    }

    private void Listen()
    {
        _listener.Listen(Backlog);
        _ = AcceptAsync(_listener);
    }

    private async Task AcceptAsync(Socket listener)
    {
        while (true)
        {
            try
            {
                Socket client = await listener.AcceptAsync();
                _ = Task.Run(() => ServeAsync(client));
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                lock (_lock)
                {
                    if (_listener != listener)
                    {
                        return;
                    }
                }

                // A connection that was reset before it was accepted.
            }
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using var upstream = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (!Enter(client, upstream))
        {
            Reset(client);
            return;
        }

        try
        {
            client.NoDelay = true;
            await upstream.ConnectAsync(IPAddress.Loopback, _target);
            await Tunnel.RunAsync(client, new WireReader(client), upstream);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            // Gone away, or left by the client.
        }
        finally
        {
            lock (_lock)
            {
                _open.Remove(client);
                _open.Remove(upstream);
            }

            client.Dispose();
        }
    }

    private bool Enter(Socket client, Socket upstream)
    {
        lock (_lock)
        {
            return !_isAway && _open.Add(client) && _open.Add(upstream);
        }
    }
}
