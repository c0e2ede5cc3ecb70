namespace LoopbackServer.Endpoints;

/// <summary>
/// Pages that say with Link headers where the others are: <c>?page=</c> of <c>?pages=9</c>. <c>?style=</c> is how they say it.
/// </summary>
internal static class LinksEndpoint
{
    public static IResult Get(HttpContext context, int page = 1, int pages = 9, string style = "quoted")
    {
        var query = context.Request.Query;
        var carried = (query.ContainsKey("pages") ? $"&pages={pages}" : "") + (query.ContainsKey("style") ? $"&style={style}" : "");
        List<string> links = [];
        Add(page < pages, page + 1, "next");
        Add(page > 1, page - 1, "prev");
        Add(page > 1, 1, "first");
        Add(true, pages, "last");

        context.Response.Headers.Link = style == "split" ? links.ToArray() : string.Join(style == "tight" ? "," : ", ", links);
        return TypedResults.Text(query.ContainsKey("page") ? $"page {page}" : "links");

        void Add(bool condition, int to, string rel)
        {
            if (condition)
            {
                links.Add(Link(context.Request, style, $"/links?page={to}{carried}", rel));
            }
        }
    }

    private static string Link(HttpRequest request, string style, string target, string rel)
    {
        var local = request.PathBase + target;
        return style switch
        {
            "unquoted" or "tight" => $"<{local}>;rel={rel}",
            "upper" => $"<{local}>; REL=\"{rel.ToUpperInvariant()}\"",
            "multi" => $"<{local}>; rel=\"section {rel} alternate\"",
            "absolute" => $"<{request.Scheme}://{request.Host}{local}>; rel=\"{rel}\"",
            "relative" => $"<links{target["/links".Length..]}>; rel=\"{rel}\"",
            "query" => $"<{target["/links".Length..]}>; rel=\"{rel}\"",
            "comma" => $"<{local}&ids=1,2;3,4>; rel=\"{rel}\"",
            "params" => $"<{local}>; title=\"a, <b>; rel=\\\"c\\\"\"; rel=\"{rel}\"; type=\"text/plain\"",
            "spaces" => $"  < {local} >  ;  rel = \"{rel}\"  ;  ",
            _ => $"<{local}>; rel=\"{rel}\"",
        };
    }
}
