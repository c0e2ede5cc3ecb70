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
}
