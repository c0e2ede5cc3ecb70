using System.Globalization;
using System.Net;
using System.Text;

namespace LoopbackServer.Endpoints;

/// <summary>A page of search results: what pyparallelcurl's demo fetched a hundred times.</summary>
internal static class SearchEndpoint
{
    public static async Task<IResult> InvokeAsync(HttpRequest request, CancellationToken aborted, string q = "", int delay = 100)
    {
        await Task.Delay(delay, aborted);
        return TypedResults.Text(Page(q, request.PathBase + "/text/"), Answers.Html);
    }

    private static string Page(string query, string link)
    {
        var q = WebUtility.HtmlEncode(query);
        var page = new StringBuilder(8192).Append(CultureInfo.InvariantCulture, $"""
            <!DOCTYPE html>
            <html lang="en">
            <head><meta charset="utf-8"><title>{q} - Loopback Search</title></head>
            <body>
            <h1>Results for <em>{q}</em></h1>
            <ol>

            """);
        for (var i = 1; i <= 20; i++)
        {
            page.Append(CultureInfo.InvariantCulture, $"""
                <li><a href="{link}{Uri.EscapeDataString(query)}/{i}">{q}: result {i}</a>
                <p>The {i}. thing that can be said about <b>{q}</b>, in a line long enough to look like an excerpt from a page.</p></li>

                """);
        }

        return page.Append("</ol>\n</body>\n</html>\n").ToString();
    }
}
