using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using LoopbackServer.Raw;
using LoopbackServer.Wire;

namespace LoopbackServer.Proxies;

/// <summary>SOCKS5, CONNECT only; without authentication, or with a user and a password if the client offers that.</summary>
internal sealed class Socks5Proxy(ProxyLog log)
{
    private const byte Version = 5;
    private const byte NoAuthentication = 0;
    private const byte UserAndPassword = 2;
    private const byte NothingAcceptable = 0xff;

    private static readonly Dictionary<string, string[]> NoHeaders = [];

    public async Task ServeAsync(Socket client, string id)
    {
        var reader = new WireReader(client);
        var (admitted, user) = await GreetAsync(client, reader);
        if (!admitted || await ReadTargetAsync(reader) is not { } target)
        {
            await client.DrainAsync();
            return;
        }

        var name = string.Create(CultureInfo.InvariantCulture, $"{target.Host}:{target.Port}");
        log.Add(new ProxyEntry("CONNECT", name, user, NoHeaders, id, Challenged: false));
        Socket upstream;
        try
        {
            upstream = await Dialer.ConnectAsync(target.Host, target.Port);
        }
        catch (SocketException e)
        {
            await ReplyAsync(client, e.SocketErrorCode == SocketError.ConnectionRefused ? (byte)5 : (byte)4);
            await client.DrainAsync();
            return;
        }

        using (upstream)
        {
            await ReplyAsync(client, 0);
            await Tunnel.RunAsync(client, reader, upstream);
        }
    }

    private static async Task<(bool Admitted, string? User)> GreetAsync(Socket client, WireReader reader)
    {
        var start = await reader.ReadExactlyAsync(2);
        if (start.IsEmpty || start.Span[0] != Version)
        {
            return (false, null);
        }

        var offered = (await reader.ReadExactlyAsync(start.Span[1])).ToArray();
        var method = offered.Contains(UserAndPassword) ? UserAndPassword
            : offered.Contains(NoAuthentication) ? NoAuthentication
            : NothingAcceptable;
        await client.SendAllAsync(new[] { Version, method });
        return method switch
        {
            NoAuthentication => (true, null),
            UserAndPassword => await AuthenticateAsync(client, reader),
            _ => (false, null),
        };
    }

    private static async Task<(bool Admitted, string? User)> AuthenticateAsync(Socket client, WireReader reader)
    {
        await reader.ReadExactlyAsync(1);
        var given = new ProxyCredentials(await ReadTextAsync(reader), await ReadTextAsync(reader));
        var admitted = given == ProxyCredentials.Socks;
        await client.SendAllAsync(new[] { (byte)1, admitted ? (byte)0 : (byte)1 });
        return (admitted, given.User);
    }

    private static async Task<(string Host, int Port)?> ReadTargetAsync(WireReader reader)
    {
        var request = await reader.ReadExactlyAsync(4);
        if (request.IsEmpty || request.Span[1] != 1)
        {
            return null;
        }

        var host = request.Span[3] switch
        {
            1 => new IPAddress((await reader.ReadExactlyAsync(4)).Span).ToString(),
            3 => await ReadTextAsync(reader),
            4 => new IPAddress((await reader.ReadExactlyAsync(16)).Span).ToString(),
            _ => null,
        };
        var port = await reader.ReadExactlyAsync(2);
        return host is null || port.IsEmpty ? null : (host, BinaryPrimitives.ReadUInt16BigEndian(port.Span));
    }

    /// <summary>With its length before it.</summary>
    private static async Task<string> ReadTextAsync(WireReader reader)
    {
        var length = await reader.ReadExactlyAsync(1);
        return length.IsEmpty ? "" : Encoding.UTF8.GetString((await reader.ReadExactlyAsync(length.Span[0])).Span);
    }

    private static Task ReplyAsync(Socket client, byte code) =>
        client.SendAllAsync(new byte[] { Version, code, 0, 1, 0, 0, 0, 0, 0, 0 });
}
