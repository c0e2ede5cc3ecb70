using System.Globalization;

namespace LoopbackServer.Endpoints;

/// <summary>Redirections; those to this server stay under the scope of the request.</summary>
internal static class RedirectEndpoints
{
    /// <summary>n redirects that end at /echo; <c>?code=</c>, <c>?absolute=1</c>.</summary>
    public static Task ChainAsync(Exchange exchange, long count)
    {
        if (count <= 0)
        {
            return EchoEndpoint.InvokeAsync(exchange);
        }

        var next = count == 1
            ? "/echo"
            : string.Create(CultureInfo.InvariantCulture, $"/redirect/{count - 1}{exchange.Request.QueryString.Value}");
        var location = exchange.Local(next);
        var request = exchange.Request;
        return SendAsync(exchange, exchange.Query.Flag("absolute") ? $"{request.Scheme}://{request.Host}{location}" : location);
    }

    /// <summary><c>?url=</c> is the Location, as given.</summary>
    public static Task ToAsync(Exchange exchange) => SendAsync(exchange, exchange.Query.Text("url", exchange.Local("/echo")));

    public static Task SendAsync(Exchange exchange, string? location)
    {
        if (location is not null)
        {
            exchange.Response.Headers.Location = location;
        }

        return exchange.TextAsync("redirect", exchange.Query.Int("code", StatusCodes.Status302Found));
    }
}
