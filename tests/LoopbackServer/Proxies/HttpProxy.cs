using System.Net.Sockets;
using System.Text;
using LoopbackServer.Raw;
using LoopbackServer.Wire;

namespace LoopbackServer.Proxies;

/// <summary>A forward proxy: requests for http URLs, tunnels for everything else; for everybody, or for one user.</summary>
internal sealed class HttpProxy(ProxyLog log, ProxyCredentials? credentials)
{
    public async Task ServeAsync(Socket client, string id)
    {
        var reader = new WireReader(client);
        while (await reader.ReadHeadAsync() is { } head && RequestLine.Parse(head.StartLine) is { } line)
        {
            var given = ProxyCredentials.Parse(head.First("proxy-authorization"));
            var challenged = credentials is not null && given != credentials;
            log.Add(new ProxyEntry(line.Method, line.Target, given?.User, Headers(head), id, challenged));
            if (challenged)
            {
                if (!await ChallengeAsync(client, reader, head))
                {
                    break;
                }
            }
            else if (line.Method == "CONNECT")
            {
                if (await TunnelAsync(client, reader, line))
                {
                    return;
                }
            }
            else if (!await new ForwardedRequest(client, reader, line, head).RunAsync())
            {
                break;
            }
        }

        await client.DrainAsync();
    }

    /// <summary>An answer of the proxy's own.</summary>
    public static Task AnswerAsync(Socket client, string status, string fields = "")
    {
        var body = "The proxy says " + status + ".";
        return client.SendAllAsync(Encoding.Latin1.GetBytes(
            $"HTTP/1.1 {status}\r\n{fields}Content-Type: text/plain\r\nContent-Length: {body.Length}\r\n\r\n{body}"));
    }

    /// <summary>The connection stays, unless the client still holds back a body that might follow or not.</summary>
    private static async Task<bool> ChallengeAsync(Socket client, WireReader reader, MessageHead head)
    {
        const string Challenge = "Proxy-Authenticate: Basic realm=\"proxy\"\r\n";
        const string Required = "407 Proxy Authentication Required";
        if (head.Lists("expect", "100-continue"))
        {
            await AnswerAsync(client, Required, Challenge + "Connection: close\r\n");
            return false;
        }

        if (!await MessageBody.CopyAsync(reader, BodyFraming.OfRequest(head), static (_, _) => Task.CompletedTask))
        {
            return false;
        }

        await AnswerAsync(client, Required, Challenge);
        return true;
    }

    /// <summary>False when there was nothing at the other end; the client may ask for something else.</summary>
    private static async Task<bool> TunnelAsync(Socket client, WireReader reader, RequestLine line)
    {
        if (Dialer.Parse(line.Target) is not var (host, port))
        {
            await AnswerAsync(client, "400 Bad Request");
            return false;
        }

        if (host.Equals("forbidden.test", StringComparison.OrdinalIgnoreCase))
        {
            await AnswerAsync(client, "403 Forbidden");
            return false;
        }

        Socket upstream;
        try
        {
            upstream = await Dialer.ConnectAsync(host, port);
        }
        catch (SocketException)
        {
            await AnswerAsync(client, "502 Bad Gateway");
            return false;
        }

        using (upstream)
        {
            await client.SendAllAsync("HTTP/1.1 200 Connection established\r\n\r\n"u8.ToArray());
            await Tunnel.RunAsync(client, reader, upstream);
            return true;
        }
    }

    private static Dictionary<string, string[]> Headers(MessageHead head) => head.Fields
        .GroupBy(field => field.Name, StringComparer.OrdinalIgnoreCase)
        .ToDictionary(group => group.Key, group => group.Select(field => field.Value).ToArray());
}
