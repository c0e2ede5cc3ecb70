using System.Globalization;

namespace LoopbackServer.Raw.Files;

/// <summary>
/// <c>/file/{name}?size=&amp;seed=&amp;etag=&amp;lastModified=&amp;disposition=</c>: a file as a good server gives it, with
/// ranges and conditions; empty validators are left out. And as bad ones do: <c>fail=503</c> (<c>failTimes=</c>),
/// <c>cut=n</c> ends the connection after n bytes (<c>cutTimes=</c>, <c>cutHow=close|reset|hold</c>), <c>announce=±n</c> lies
/// about the length, <c>gate=name</c> waits after <c>gateAt=n</c> bytes, <c>changeAfter=</c> as in <see cref="ServedFile"/>, <c>gzip=1</c>, <c>chunked=1</c>,
/// <c>ifRange=ignore</c>, <c>notModified=always</c>, and <c>range=</c> as in <see cref="RangeAnswer"/>.
/// </summary>
internal static class FileResponses
{
    private const int PieceLength = 256 * 1024;

    public static Task<RawEnd> SendAsync(RawExchange exchange)
    {
        var query = exchange.Query;
        var request = exchange.NextOfPath();
        if (query.OptionalInt("fail") is { } status && request <= query.Int("failTimes", int.MaxValue))
        {
            return exchange.EndAsync(string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {status} Failed\r\nContent-Length: 6\r\n\r\nfailed"), RawEnd.KeepAlive);
        }

        var file = new ServedFile(query, request);
        if (query.Text("notModified", "") == "always" || file.IsUnchanged(exchange.Request.Head))
        {
            return exchange.EndAsync(FileHead.Start(exchange, file, "304 Not Modified").End(), RawEnd.KeepAlive);
        }

        var answer = RangeAnswer.To(exchange, file);
        if (answer.IsRefused)
        {
            return exchange.EndAsync(
                FileHead.Start(exchange, file, "416 Range Not Satisfiable").Add("Content-Range", answer.ContentRange).Add("Content-Length", "0").End(),
                RawEnd.KeepAlive);
        }

        return SendBodyAsync(exchange, file, answer, request);
    }

    private static async Task<RawEnd> SendBodyAsync(RawExchange exchange, ServedFile file, RangeAnswer answer, int request)
    {
        var query = exchange.Query;
        var length = answer.Sent.Last - answer.Sent.First + 1;
        var isChunked = query.Flag("chunked");
        var lie = query.Long("announce", 0);
        var head = FileHead.Start(exchange, file, answer.IsPart ? "206 Partial Content" : "200 OK")
            .Add("Content-Range", answer.ContentRange)
            .Add("Transfer-Encoding", isChunked ? "chunked" : "")
            .Add("Content-Length", isChunked ? "" : (length + lie).ToString(CultureInfo.InvariantCulture))
            .End();
        if (exchange.Request.IsHead)
        {
            return await exchange.EndAsync(head, RawEnd.KeepAlive);
        }

        var cut = query.OptionalInt("cut") is { } most && request <= query.Int("cutTimes", int.MaxValue) ? most : long.MaxValue;
        var gate = query.Text("gate", "") is { Length: > 0 } name ? name : null;
        await exchange.SendAsync(head);
        for (long sent = 0; sent < Math.Min(length, cut);)
        {
            var next = gate is null ? Math.Min(length, cut) : Math.Min(length, query.Long("gateAt", 0));
            var piece = file.Read(answer.Sent.First + sent, (int)Math.Min(PieceLength, next - sent));
            sent += piece.Length;
            if (gate is not null && sent == next)
            {
                await exchange.SendAsync(piece);
                await exchange.PassGateAsync(gate);
                gate = null;
                continue;
            }

            byte[] bytes = isChunked ? [.. System.Text.Encoding.ASCII.GetBytes(piece.Length.ToString("x", CultureInfo.InvariantCulture) + "\r\n"), .. piece, .. "\r\n"u8] : piece;
            if (sent == length && !isChunked)
            {
                return await exchange.EndAsync(bytes, lie == 0 ? RawEnd.KeepAlive : RawEnd.Close);
            }

            await exchange.SendAsync(bytes);
        }

        return length > cut ? await CutAsync(exchange) : await exchange.EndAsync(isChunked ? "0\r\n\r\n" : "", RawEnd.KeepAlive);
    }

    private static async Task<RawEnd> CutAsync(RawExchange exchange)
    {
        switch (exchange.Query.Text("cutHow", "close"))
        {
            case "hold":
                return RawEnd.Hold;
            case "reset":
                // Long enough for the bytes to arrive: a reset overtakes what the other side has not read yet.
                await Task.Delay(100);
                return RawEnd.Reset;
            default:
                return RawEnd.Close;
        }
    }
}
