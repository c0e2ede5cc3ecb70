using System.Globalization;
using System.Net.Sockets;
using LoopbackServer.Raw;
using LoopbackServer.Wire;

namespace LoopbackServer.Proxies;

/// <summary>
/// One request for an http URL on its way through the proxy, over a connection of its own. Bodies pass in both directions as
/// they come, so that 100 Continue, early answers and endless responses work as without a proxy.
/// </summary>
internal sealed class ForwardedRequest(Socket client, WireReader reader, RequestLine line, MessageHead head)
{
    private static readonly TimeSpan BodyPatience = TimeSpan.FromSeconds(5);

    private bool _continued;

    /// <summary>True when the client's connection can carry another request.</summary>
    public async Task<bool> RunAsync()
    {
        if (!line.Target.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || Parse(line.Target) is not var (host, port, path))
        {
            await HttpProxy.AnswerAsync(client, "400 Bad Request", "Connection: close\r\n");
            return false;
        }

        Socket upstream;
        try
        {
            upstream = await Dialer.ConnectAsync(host, port);
        }
        catch (SocketException)
        {
            await HttpProxy.AnswerAsync(client, "502 Bad Gateway", "Connection: close\r\n");
            return false;
        }

        using (upstream)
        {
            try
            {
                return await ExchangeAsync(upstream, path);
            }
            catch (ObjectDisposedException)
            {
                // The client went away, and the connection to the server after it.
                return false;
            }
        }
    }

    private static (string Host, int Port, string Path)? Parse(string url)
    {
        var start = "http://".Length;
        var end = url.IndexOfAny(['/', '?'], start);
        var authority = end < 0 ? url[start..] : url[start..end];
        authority = authority[(authority.LastIndexOf('@') + 1)..];
        var path = end < 0 ? "/" : url[end] == '?' ? "/" + url[end..] : url[end..];
        return (authority.Contains(':', StringComparison.Ordinal) ? Dialer.Parse(authority) : (authority, 80)) is var (host, port)
            ? (host, port, path)
            : null;
    }

    private async Task<bool> ExchangeAsync(Socket upstream, string path)
    {
        var forwarded = new MessageHead(
            $"{line.Method} {path} HTTP/1.1",
            [.. HopByHop.Without(head), new HeaderField("Via", "1.1 loopback-proxy"), new HeaderField("Connection", "close")]);
        await upstream.SendAllAsync(forwarded.ToBytes());
        var body = SendBodyAsync(upstream);
        if (!await AnswerAsync(upstream))
        {
            return false;
        }

        // Whoever was answered before the end of his body may still be sending it.
        return await Task.WhenAny(body, Task.Delay(BodyPatience)) == body && await body;
    }

    private async Task<bool> SendBodyAsync(Socket upstream)
    {
        try
        {
            var complete = await MessageBody.CopyAsync(reader, BodyFraming.OfRequest(head), (bytes, _) => upstream.SendAllAsync(bytes));
            _ = CloseWhenGoneAsync(complete, upstream);
            return complete;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The server has heard enough; what it answered counts.
            return false;
        }
    }

    /// <summary>A server should notice that nobody waits for its answer as it would without a proxy.</summary>
    private async Task CloseWhenGoneAsync(bool complete, Socket upstream)
    {
        if (!complete || !await reader.MoreAsync())
        {
            upstream.Dispose();
        }
    }

    private async Task<bool> AnswerAsync(Socket upstream)
    {
        var answers = new WireReader(upstream);
        while (await answers.ReadHeadAsync() is { } answer)
        {
            var status = Status(answer.StartLine);
            if (status is >= 100 and < 200)
            {
                _continued |= status == 100;
                await client.SendAllAsync(answer.ToBytes());
                continue;
            }

            var framing = BodyFraming.OfResponse(answer, line.Method, status);
            var mayStay = framing.Kind != BodyKind.UntilClose && !IsBodyHeldBack();
            var forwarded = new MessageHead(
                answer.StartLine,
                [
                    .. HopByHop.Without(answer),
                    new HeaderField("Via", "1.1 loopback-proxy"),
                    .. mayStay ? Array.Empty<HeaderField>() : [new HeaderField("Connection", "close")],
                ]);
            await client.SendAllAsync(forwarded.ToBytes());
            return await MessageBody.CopyAsync(answers, framing, (bytes, _) => client.SendAllAsync(bytes)) && mayStay;
        }

        await HttpProxy.AnswerAsync(client, "502 Bad Gateway", "Connection: close\r\n");
        return false;
    }

    /// <summary>Nobody can say whether what the client sends next is this body or another request.</summary>
    private bool IsBodyHeldBack() => head.Lists("expect", "100-continue") && !_continued;

    private static int Status(string statusLine) =>
        statusLine.Split(' ') is [_, var code, ..] && int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var status)
            ? status
            : 0;
}
