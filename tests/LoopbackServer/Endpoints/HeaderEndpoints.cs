using System.Globalization;

namespace LoopbackServer.Endpoints;

/// <summary>Responses whose headers are the point.</summary>
internal static class HeaderEndpoints
{
    /// <summary>The one header that goes out as Latin-1.</summary>
    public const string Latin1Header = "X-Latin1";

    /// <summary><c>?count=&amp;size=</c></summary>
    public static Task ManyAsync(Exchange exchange)
    {
        var value = new string('a', exchange.Query.Int("size", 10));
        for (var i = 1; i <= exchange.Query.Int("count", 100); i++)
        {
            exchange.Response.Headers[string.Create(CultureInfo.InvariantCulture, $"X-Many-{i:0000}")] = value;
        }

        return exchange.TextAsync("many headers");
    }

    public static Task Latin1Async(Exchange exchange)
    {
        exchange.Response.Headers[Latin1Header] = "Grüße";
        return exchange.TextAsync("latin1 header");
    }

    /// <summary><c>?name=&amp;value=</c>, <c>&amp;path=</c>.</summary>
    public static Task SetCookieAsync(Exchange exchange)
    {
        var query = exchange.Query;
        exchange.Response.Headers.SetCookie =
            $"{query.Text("name", "name")}={query.Text("value", "value")}; Path={query.Text("path", "/")}";
        return exchange.TextAsync("cookie set");
    }

    public static Task LinksAsync(Exchange exchange)
    {
        exchange.Response.Headers.Link =
            $"<{exchange.Local("/links?page=2")}>; rel=\"next\", <{exchange.Local("/links?page=9")}>; rel=\"last\"";
        return exchange.TextAsync("links");
    }
}
