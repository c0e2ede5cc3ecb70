using System.Globalization;
using System.Text;
using LoopbackServer.Behaviours;
using LoopbackServer.Counting;

namespace LoopbackServer.Endpoints;

/// <summary>
/// A web site of 40 pages for the tutorial, each with links to up to three others. It is fragile: it serves two requests at a
/// time, and turns away what comes beyond four.
/// </summary>
internal static class SiteEndpoints
{
    private const int Pages = 40;
    private const int Links = 3;

    private static readonly CapacitySettings Fragile = new(C: 2, LatencyMs: 40, Mark: 4);

    public static IResult Robots() => TypedResults.Text("User-agent: *\nCrawl-delay: 0.1\n");

    public static Task<IResult> PageAsync(HttpContext context, ScopedPath path, ServerState state, int number = 1) =>
        CapacityEndpoint.ServeAsync(
            state.Capacity(path.Key("site")),
            Fragile,
            context,
            () => number is >= 1 and <= Pages
                ? TypedResults.Text(Page(number, context.Request.PathBase + "/site/"), Answers.Html)
                : Answers.NotFound(context.Request),
            retryAfter: "1");

    private static string Page(int number, string address)
    {
        var page = new StringBuilder().Append(CultureInfo.InvariantCulture, $"<!DOCTYPE html>\n<title>Page {number}</title>\n<a href=\"{address}1\">home</a>\n");
        for (var next = (number - 1) * Links + 2; next <= Math.Min(Pages, number * Links + 1); next++)
        {
            page.Append(CultureInfo.InvariantCulture, $"<a href=\"{address}{next}\">page {next}</a>\n");
        }

        return page.ToString();
    }
}
