using System.Net.Sockets;
using System.Text;
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
internal sealed class RawExchange(Socket socket, string path, IQueryCollection query, RequestTicket ticket)
{
    public string Path { get; } = path;

    public IQueryCollection Query { get; } = query;

    /// <summary>Part of a response: the request is still running.</summary>
    public Task SendAsync(string text) => socket.SendAllAsync(Encoding.Latin1.GetBytes(text));

    /// <summary>The last part, after which the client may act: counted out first.</summary>
    public async Task<RawEnd> EndAsync(ReadOnlyMemory<byte> bytes, RawEnd end)
    {
        ticket.Finish();
        await socket.SendAllAsync(bytes);
        return end;
    }

    public Task<RawEnd> EndAsync(string text, RawEnd end) => EndAsync(Encoding.Latin1.GetBytes(text), end);
}
