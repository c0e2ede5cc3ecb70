using System.Text;

namespace LoopbackServer.Raw;

/// <summary>Responses with a part that the client names byte by byte.</summary>
internal static class GivenResponses
{
    public static Task<RawEnd> SendAsync(RawExchange exchange) => exchange.Route.Name switch
    {
        "charset" => CharsetAsync(exchange),
        "status-line" => StatusLineAsync(exchange),
        _ => HeaderAsync(exchange),
    };

    /// <summary>
    /// <c>?label=</c> as the charset of <c>?type=</c>, or <c>?contentType=</c> as a whole; <c>?bytes=</c>: the body in hex.
    /// </summary>
    private static Task<RawEnd> CharsetAsync(RawExchange exchange)
    {
        var query = exchange.Query;
        var label = query.Find("label") is { } given ? "; charset=" + given : "";
        var type = query.Text("contentType", query.Text("type", "text/plain") + label);
        var body = Convert.FromHexString(query.Text("bytes", ""));
        var head = $"HTTP/1.1 200 OK\r\n{(type.Length == 0 ? "" : $"Content-Type: {type}\r\n")}Content-Length: {body.Length}\r\n\r\n";
        byte[] response = [.. Encoding.UTF8.GetBytes(head), .. body];
        return exchange.EndAsync(response, RawEnd.KeepAlive);
    }

    /// <summary><c>?line=</c> (or <c>?bytes=</c> in hex) is the status line.</summary>
    private static Task<RawEnd> StatusLineAsync(RawExchange exchange)
    {
        byte[] response =
            [.. GivenBytes(exchange, "HTTP/1.1 200 OK"), .. "\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok"u8];
        return exchange.EndAsync(response, RawEnd.Close);
    }

    /// <summary><c>?line=</c> (or <c>?bytes=</c> in hex) is a header line.</summary>
    private static Task<RawEnd> HeaderAsync(RawExchange exchange)
    {
        byte[] response = [.. "HTTP/1.1 200 OK\r\n"u8, .. GivenBytes(exchange, "X-Given: yes"), .. "\r\nContent-Length: 2\r\n\r\nok"u8];
        return exchange.EndAsync(response, RawEnd.Close);
    }

    private static byte[] GivenBytes(RawExchange exchange, string otherwise) =>
        exchange.Query.Find("bytes") is { } hex
            ? Convert.FromHexString(hex)
            : Encoding.UTF8.GetBytes(exchange.Query.Text("line", otherwise));
}
