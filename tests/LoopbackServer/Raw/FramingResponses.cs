
namespace LoopbackServer.Raw;

/// <summary>Responses that begin or end in unusual places: interim ones, lengths that disagree, bodies where none may be.</summary>
internal static class FramingResponses
{
    /// <summary>Fields that a trailer may not change, whatever it says.</summary>
    public const string OverridingTrailers =
        "Content-Type: text/html; charset=utf-16\r\nContent-Length: 1\r\nContent-Encoding: gzip\r\nTransfer-Encoding: identity\r\n"
        + "Location: /trailer\r\nSet-Cookie: trailer=1; Path=/\r\nStatus: 500\r\nWWW-Authenticate: Basic\r\nHost: trailer.test\r\n";

    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n";

    public static Task<RawEnd> SendAsync(RawExchange exchange) => exchange.Path switch
    {
        "/early-hints" => exchange.EndAsync(
            "HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\nContent-Type: text/early\r\nSet-Cookie: early=1\r\n\r\n"
            + "HTTP/1.1 100 Continue\r\n\r\n"
            + Ok + "X-Final: yes\r\nContent-Length: 5\r\n\r\nfinal",
            RawEnd.KeepAlive),
        "/many-interim" => exchange.EndAsync(
            string.Concat(Enumerable.Repeat("HTTP/1.1 102 Processing\r\n\r\n", exchange.Query.Int("n", 100)))
            + Ok + "Content-Length: 5\r\n\r\nfinal",
            RawEnd.KeepAlive),

        "/204-body" => exchange.EndAsync(
            "HTTP/1.1 204 No Content\r\n" + LengthIfWanted(exchange) + "\r\nillegal body", RawEnd.Close),
        "/304-body" => exchange.EndAsync(
            "HTTP/1.1 304 Not Modified\r\n" + LengthIfWanted(exchange) + "\r\nillegal body", RawEnd.Close),

        "/duplicate-length" => exchange.EndAsync(
            Ok + (exchange.Query.Flag("equal")
                ? "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello"
                : "Content-Length: 5\r\nContent-Length: 7\r\n\r\nhello, "),
            RawEnd.Close),
        "/length-and-chunked" => exchange.EndAsync(
            Ok + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", RawEnd.Close),
        "/short-chunk" => exchange.EndAsync(
            Ok + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n40\r\nonly a part of sixty-four", RawEnd.Close),

        RawHttpConnection.RefusesBody => RefuseAsync(exchange),
        RawHttpConnection.NeverContinues => exchange.EndAsync(OnceResponses.Summary(exchange), RawEnd.KeepAlive),
        "/post" => exchange.EndAsync(OnceResponses.Summary(exchange), RawEnd.KeepAlive),
        _ => exchange.EndAsync("HTTP/1.1 404 Not Found\r\nContent-Length: 9\r\n\r\nnot here.", RawEnd.KeepAlive),
    };

    private static string LengthIfWanted(RawExchange exchange) => exchange.Query.Flag("length") ? "Content-Length: 12\r\n" : "";

    /// <summary><c>?code=</c> in answer to the head alone.</summary>
    private static Task<RawEnd> RefuseAsync(RawExchange exchange) => exchange.EndAsync(
        $"HTTP/1.1 {exchange.Query.Int("code", 417)} Refused\r\nContent-Length: 7\r\nConnection: close\r\n\r\nrefused", RawEnd.Close);
}
