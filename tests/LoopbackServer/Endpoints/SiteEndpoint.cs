using System.Globalization;
using System.Text;
using LoopbackServer.Behaviours;

namespace LoopbackServer.Endpoints;

/// <summary>
/// A web site of 40 pages for the tutorial, each with links to up to three others. It is fragile: it serves two requests at a
/// time, and turns away what comes beyond four.
/// </summary>
internal static class SiteEndpoint
{
    private const int Pages = 40;
    private const int Links = 3;

    public static async Task InvokeAsync(Exchange exchange, string argument, ServerState state)
    {
        if (argument == "robots.txt")
        {
            await exchange.TextAsync("User-agent: *\nCrawl-delay: 0.1\n");
            return;
        }

        var capacity = state.Capacity(exchange.Path.Key("site"));
        capacity.Initialise(new CapacitySettings(C: 2, LatencyMs: 40, Mark: 4));
        if (!await capacity.ServeAsync(exchange.Aborted))
        {
            exchange.Response.Headers.RetryAfter = "1";
            await exchange.TextAsync("too many", StatusCodes.Status429TooManyRequests);
            return;
        }

        var found = int.TryParse(argument.Length == 0 ? "1" : argument, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number is >= 1 and <= Pages;
        await (found ? exchange.TextAsync(Page(number, exchange.Local("/site/")), contentType: "text/html; charset=utf-8") : exchange.NotFoundAsync());
    }

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
