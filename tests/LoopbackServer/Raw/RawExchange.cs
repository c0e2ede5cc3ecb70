using System.Net.Sockets;
using System.Text;
using LoopbackServer.Behaviours;
using LoopbackServer.Counting;

namespace LoopbackServer.Raw;

/// <summary>What becomes of the connection after a response.</summary>
internal enum RawEnd
{
    /// <summary>The next request may follow.</summary>
    KeepAlive,

    /// <summary>An orderly end.</summary>
    Close,

    /// <summary>RST.</summary>
    Reset,

    /// <summary>Nothing more is sent; the client has to leave.</summary>
    Hold,
}

/// <summary>One request on a raw connection.</summary>
internal sealed class RawExchange(
    Socket socket, ScopedPath path, RawRequest request, RawQuery query, RequestTicket ticket, ServerState state)
{
    public string Path => path.Rest;

    /// <summary>The first segment of the path, and the rest of it.</summary>
    public (string Name, string Argument) Route =>
        Path.TrimStart('/').Split('/', 2) is [var name, var argument] ? (name, argument) : (Path.TrimStart('/'), "");

    public RawRequest Request { get; } = request;

    public RawQuery Query { get; } = query;

    /// <summary>A local path under the scope of this request.</summary>
    public string Local(string target) => path.PathBase + target;

    /// <summary>1 for the first request to this path in this scope, then 2, 3, …</summary>
    public int NextOfPath() => state.NextOf("raw:" + path.Key(Path));

    /// <summary>Waits at a gate of this scope.</summary>
    public Task PassGateAsync(string name) => state.Gate(path.Key(name)).PassAsync(CancellationToken.None);

    /// <summary>Part of a response: the request is still running.</summary>
    public Task SendAsync(string text) => socket.SendAllAsync(Encoding.Latin1.GetBytes(text));

    /// <inheritdoc cref="SendAsync(string)"/>
    public Task SendAsync(ReadOnlyMemory<byte> bytes) => socket.SendAllAsync(bytes);

    /// <summary>The last part, after which the client may act: counted out first.</summary>
    public async Task<RawEnd> EndAsync(ReadOnlyMemory<byte> bytes, RawEnd end)
    {
        ticket.Finish();
        await socket.SendAllAsync(Fitting(bytes));
        return end;
    }

    public Task<RawEnd> EndAsync(string text, RawEnd end) => EndAsync(Encoding.Latin1.GetBytes(text), end);

    /// <summary>
    /// Without the body, which may not follow in answer to HEAD (but does with <c>?headBody=1</c>); interim responses have none.
    /// </summary>
    public ReadOnlyMemory<byte> Fitting(ReadOnlyMemory<byte> bytes)
    {
        if (!Request.IsHead || Query.Flag("headBody"))
        {
            return bytes;
        }

        var length = 0;
        while (bytes.Span[length..].IndexOf("\r\n\r\n"u8) is var end and >= 0)
        {
            var isInterim = bytes.Span[length..].StartsWith("HTTP/1.1 1"u8);
            length += end + 4;
            if (!isInterim)
            {
                return bytes[..length];
            }
        }

        return bytes;
    }
}
