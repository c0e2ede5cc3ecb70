using System.Globalization;
using LoopbackServer.Behaviours;

namespace LoopbackServer.Endpoints;

/// <summary>From the first segment of the path to its endpoint.</summary>
internal sealed class Router(ServerState state)
{
    public Task InvokeAsync(Exchange exchange)
    {
        var path = exchange.Path.Rest;
        var end = path.IndexOf('/', 1);
        var name = end < 0 ? path[1..] : path[1..end];
        var argument = end < 0 ? "" : path[(end + 1)..];
        return name switch
        {
            "" => BodyEndpoints.BytesAsync(exchange, exchange.Query.Long("n", 1024)),
            "bytes" => BodyEndpoints.BytesAsync(exchange, Number(argument)),
            "text" => exchange.TextAsync(path),
            "file" => FileEndpoint.InvokeAsync(exchange, Number(argument.Split('/')[0]), state),
            "disposition" => BodyEndpoints.DispositionAsync(exchange),
            "search" => SearchEndpoint.InvokeAsync(exchange),
            "echo" => EchoEndpoint.InvokeAsync(exchange),
            "delay" => TimingEndpoints.DelayAsync(exchange, (int)Number(argument)),
            "drip" => TimingEndpoints.DripAsync(exchange, Number(argument)),
            "stall" => TimingEndpoints.StallAsync(exchange, Number(argument)),
            "never" => exchange.HoldAsync(),
            "gate" => TimingEndpoints.GateAsync(exchange, state.Gate(exchange.Path.Key(argument)), argument),
            "capacity" => CapacityEndpoint.InvokeAsync(exchange, state),
            "status" => StatusEndpoint.InvokeAsync(exchange, (int)Number(argument), state),
            "redirect" => RedirectEndpoints.ChainAsync(exchange, Number(argument)),
            "redirect-to" => RedirectEndpoints.ToAsync(exchange),
            "redirect-loop" => RedirectEndpoints.SendAsync(exchange, exchange.Local("/redirect-loop")),
            "redirect-nolocation" => RedirectEndpoints.SendAsync(exchange, null),
            "redirect-bad" => RedirectEndpoints.SendAsync(exchange, "http://[bad"),
            "encoding" => EncodingEndpoint.InvokeAsync(exchange, argument),
            "compress" => CompressEndpoint.InvokeAsync(exchange, argument),
            "bomb" => BombEndpoint.InvokeAsync(exchange, argument),
            "headers" when argument == "many" => HeaderEndpoints.ManyAsync(exchange),
            "header" when argument == "latin1" => HeaderEndpoints.Latin1Async(exchange),
            "cookies" => CookieEndpoints.InvokeAsync(exchange, argument),
            "links" => LinksEndpoint.InvokeAsync(exchange),
            "api" => ItemsEndpoint.InvokeAsync(exchange, argument, state),
            "health" => HealthEndpoint.InvokeAsync(exchange),
            "site" => SiteEndpoint.InvokeAsync(exchange, argument, state),
            "auth" => AuthEndpoint.InvokeAsync(exchange, argument, state),
            _ => exchange.NotFoundAsync(),
        };
    }

    private static long Number(string argument) => long.Parse(argument, CultureInfo.InvariantCulture);
}
