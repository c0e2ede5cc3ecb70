namespace LoopbackServer.Endpoints;

internal static class BodyEndpoints
{
    private const string Binary = "application/octet-stream";

    /// <summary><c>?chunked=1</c>: no Content-Length; <c>?type=</c>: another Content-Type.</summary>
    public static Task BytesAsync(Exchange exchange, long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        exchange.Response.ContentType = exchange.Query.Text("type", Binary);
        if (exchange.Query.Flag("chunked"))
        {
            // The end of the chunks is sent after the request has been counted out: nothing to announce.
            return Pattern.WriteAsync(exchange.Response.Body, 0, count, static () => { }, exchange.Aborted);
        }

        exchange.Response.ContentLength = count;
        return Pattern.WriteAsync(exchange.Response.Body, 0, count, exchange.Finish, exchange.Aborted);
    }

    /// <summary><c>?header=</c>: a Content-Disposition as given.</summary>
    public static Task DispositionAsync(Exchange exchange)
    {
        exchange.Response.Headers.ContentDisposition = exchange.Query.Text("header", "attachment; filename=\"report.txt\"");
        return exchange.TextAsync("disposition");
    }
}
