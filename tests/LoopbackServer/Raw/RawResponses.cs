using System.Text;
using LoopbackServer.Endpoints;
using LoopbackServer.Raw.Files;
using LoopbackServer.Raw.Fuzzing;

namespace LoopbackServer.Raw;

/// <summary>The broken (and the merely unusual) responses, by path.</summary>
internal static class RawResponses
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n";

    private static readonly string Hundred = Encoding.ASCII.GetString(PatternStream.Bytes(100));

    public static Task<RawEnd> SendAsync(RawExchange exchange) => exchange.Path switch
    {
        "/ok" => exchange.EndAsync(Complete("ok"), RawEnd.KeepAlive),

        // The connection ends too early.
        "/close" => Task.FromResult(RawEnd.Close),
        "/reset" => Task.FromResult(RawEnd.Reset),
        "/reset-body" => ResetInBodyAsync(exchange),
        "/truncated" => exchange.EndAsync(Ok + "Content-Length: 1000\r\n\r\n" + Hundred, RawEnd.Close),
        "/truncated-head" => exchange.EndAsync(Ok + "Content-Le", RawEnd.Close),
        "/truncated-chunked" => exchange.EndAsync(Ok + "Transfer-Encoding: chunked\r\n\r\n64\r\nhalf a chu", RawEnd.Close),

        // It ends too late, or never.
        "/never-answer" => Task.FromResult(RawEnd.Hold),
        "/slow-header" => SlowHeaderAsync(exchange),
        "/stall-header" => HoldAfterAsync(exchange, Ok + "X-Unfinished: ye"),
        "/stall-body" => HoldAfterAsync(exchange, Ok + "Content-Length: 1000\r\n\r\n" + Hundred),

        // The head is wrong.
        "/malformed-status" => exchange.EndAsync("HTTP/9.9 abc\r\nContent-Length: 2\r\n\r\nok", RawEnd.Close),
        "/malformed-header" => exchange.EndAsync(
            Ok + (exchange.Query.Flag("nul") ? "X-Nul: a\0b" : "this line has no colon") + "\r\nContent-Length: 2\r\n\r\nok",
            RawEnd.Close),
        "/garbage" => exchange.EndAsync(Garbage(exchange.Query.Int("seed", 1)), RawEnd.Close),
        "/huge-header" => exchange.EndAsync(
            Ok + "X-Huge: " + new string('a', exchange.Query.Int("size", 1 << 20)) + "\r\nContent-Length: 2\r\n\r\nok", RawEnd.Close),
        "/negative-length" => exchange.EndAsync(Ok + "Content-Length: -5\r\n\r\nhello", RawEnd.Close),
        "/two-lengths" => exchange.EndAsync(Ok + "Content-Length: 5\r\nContent-Length: 7\r\n\r\nhello, ", RawEnd.Close),

        // The body is wrong.
        "/bad-chunk" => exchange.EndAsync(Ok + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nzz\r\nworld\r\n0\r\n\r\n", RawEnd.Close),
        "/wrong-gzip" => exchange.EndAsync(
            Ok + "Content-Encoding: gzip\r\nContent-Length: 16\r\n\r\n\u001f\u008b\b\0\0\0\0\0\0\u0003garble", RawEnd.Close),
        "/extra-body" => exchange.EndAsync(Ok + "Content-Length: 5\r\n\r\nhello, and more than announced", RawEnd.KeepAlive),

        // Nothing is wrong.
        "/http10" => exchange.EndAsync("HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\nold but fine", RawEnd.Close),
        "/no-reason" => exchange.EndAsync("HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok", RawEnd.KeepAlive),
        "/custom-reason" => exchange.EndAsync("HTTP/1.1 200 Fine By Me\r\nContent-Length: 2\r\n\r\nok", RawEnd.KeepAlive),
        "/100-continue" => exchange.EndAsync("HTTP/1.1 100 Continue\r\n\r\n" + Complete("continued"), RawEnd.KeepAlive),
        "/trailers" => exchange.EndAsync(
            Ok + "Trailer: X-Sum\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX-Sum: 5\r\n"
            + (exchange.Query.Flag("override") ? FramingResponses.OverridingTrailers : "") + "\r\n",
            RawEnd.KeepAlive),

        "/fuzz" => exchange.EndAsync(Fuzzer.Response(exchange.Query.Int("seed", 0)), RawEnd.Close),
        _ => exchange.Route switch
        {
            ("fuzz", var kind) => AimedFuzz.SendAsync(exchange, kind),
            ("file", _) => FileResponses.SendAsync(exchange),
            ("reset-once" or "close-once", _) => OnceResponses.SendAsync(exchange),
            ("charset" or "status-line" or "header-bytes", "") => GivenResponses.SendAsync(exchange),
            _ => FramingResponses.SendAsync(exchange),
        },
    };

    private static string Complete(string body) => $"{Ok}Content-Length: {body.Length}\r\n\r\n{body}";

    private static byte[] Garbage(int seed)
    {
        var bytes = new byte[2048];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private static async Task<RawEnd> HoldAfterAsync(RawExchange exchange, string start)
    {
        await exchange.SendAsync(start);
        return RawEnd.Hold;
    }

    private static async Task<RawEnd> ResetInBodyAsync(RawExchange exchange)
    {
        await exchange.SendAsync(Ok + "Content-Length: 1000\r\n\r\n" + Hundred);

        // Long enough for the bytes to arrive: a reset overtakes what the other side has not read yet.
        await Task.Delay(exchange.Query.Int("delayMs", 50));
        return RawEnd.Reset;
    }

    /// <summary>A complete response, one byte at a time; <c>?intervalMs=</c>.</summary>
    private static async Task<RawEnd> SlowHeaderAsync(RawExchange exchange)
    {
        var response = Encoding.Latin1.GetString(exchange.Fitting(Encoding.Latin1.GetBytes(Complete("slow"))).Span);
        foreach (var letter in response[..^1])
        {
            await exchange.SendAsync(letter.ToString());
            await Task.Delay(exchange.Query.Int("intervalMs", 20));
        }

        return await exchange.EndAsync(response[^1..], RawEnd.KeepAlive);
    }
}
