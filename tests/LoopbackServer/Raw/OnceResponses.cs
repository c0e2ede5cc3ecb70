using System.Text;
using System.Text.Json;

namespace LoopbackServer.Raw;

/// <summary>
/// <c>/reset-once/{key}</c> and <c>/close-once/{key}</c>: the first request (<c>?times=</c> of them) ends without an answer,
/// after it has been read in full; later ones are told what they sent.
/// </summary>
internal static class OnceResponses
{
    public static Task<RawEnd> SendAsync(RawExchange exchange)
    {
        var number = exchange.NextOfPath();
        if (number > exchange.Query.Int("times", 1))
        {
            return exchange.EndAsync(Summary(exchange, number), RawEnd.KeepAlive);
        }

        return Task.FromResult(exchange.Route.Name == "reset-once" ? RawEnd.Reset : RawEnd.Close);
    }

    /// <summary>What was sent, as JSON.</summary>
    public static string Summary(RawExchange exchange, int number = 1)
    {
        var body = exchange.Request.Body;
        var json = JsonSerializer.Serialize(new
        {
            method = exchange.Request.Line.Method,
            path = exchange.Path,
            number,
            bodyLength = body.Length,
            body = Encoding.UTF8.GetString(body.Bytes.AsSpan(0, Math.Min(body.Bytes.Length, 1 << 16))),
        });
        return $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {json.Length}\r\n\r\n{json}";
    }
}
