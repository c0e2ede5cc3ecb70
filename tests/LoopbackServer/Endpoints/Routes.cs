namespace LoopbackServer.Endpoints;

/// <summary>
/// What the server knows. Any method will do where none is named; a scope before the path (<see cref="Counting.ScopedPath"/>) has
/// become the base of the path by then.
/// </summary>
internal static class Routes
{
    public static void MapLoopback(this IEndpointRouteBuilder routes)
    {
        routes.Map("/", BodyEndpoints.Bytes);
        routes.Map("/bytes/{count}", BodyEndpoints.Bytes);
        routes.Map("/text/{**rest}", (HttpRequest request) => TypedResults.Text(request.Path.Value));
        routes.MapMethods("/file/{size}/{**name}", [HttpMethods.Get, HttpMethods.Head], FileEndpoint.Get);
        routes.MapPut("/file/{size}/{**name}", FileEndpoint.Put);
        routes.Map("/disposition", BodyEndpoints.Disposition);
        routes.Map("/search", SearchEndpoint.InvokeAsync);
        routes.Map("/echo/{**rest}", EchoEndpoint.InvokeAsync);

        routes.Map("/delay/{milliseconds}", TimingEndpoints.DelayAsync);
        routes.Map("/drip/{count}", TimingEndpoints.Drip);
        routes.Map("/stall/{count}", TimingEndpoints.Stall);
        routes.Map("/never", TimingEndpoints.NeverAsync);
        routes.Map("/gate/{name}", TimingEndpoints.GateAsync);
        routes.Map("/capacity", CapacityEndpoint.InvokeAsync);
        routes.Map("/quota/{kind}", QuotaEndpoint.InvokeAsync);
        routes.Map("/status/{code}", StatusEndpoint.Get);

        routes.Map("/redirect/{count}", RedirectEndpoints.ChainAsync);
        routes.Map("/redirect-to", RedirectEndpoints.To);
        routes.Map("/redirect-loop", RedirectEndpoints.Loop);
        routes.Map("/redirect-nolocation", RedirectEndpoints.NoLocation);
        routes.Map("/redirect-bad", RedirectEndpoints.Bad);

        routes.Map("/encoding/{name}", EncodingEndpoint.Get);
        routes.Map("/compress/{kind}", CompressEndpoint.Get);
        routes.Map("/bomb/{encoding}", BombEndpoint.Get);
        routes.Map("/headers/many", HeaderEndpoints.Many);
        routes.Map("/header/latin1", HeaderEndpoints.Latin1);
        routes.Map("/links", LinksEndpoint.Get);

        routes.Map("/cookies", CookieEndpoints.Show);
        routes.Map("/cookies/set", CookieEndpoints.Set);
        routes.Map("/cookies/raw", CookieEndpoints.Raw);
        routes.Map("/cookies/count", CookieEndpoints.Count);

        routes.Map("/auth/basic", AuthEndpoints.BasicAsync);
        routes.Map("/auth/bearer", AuthEndpoints.BearerAsync);
        routes.Map("/auth/digest", DigestEndpoint.InvokeAsync);
        routes.Map("/auth/negotiate", AuthEndpoints.Negotiate);

        routes.Map("/api/items/{id}", ItemsEndpoints.Get);
        routes.MapPost("/api/items", ItemsEndpoints.Add);
        routes.Map("/health", HealthEndpoint.InvokeAsync);
        routes.Map("/site/robots.txt", SiteEndpoints.Robots);
        routes.Map("/site/{number?}", SiteEndpoints.PageAsync);

        routes.MapFallback("{**rest}", Answers.NotFound);
    }
}
