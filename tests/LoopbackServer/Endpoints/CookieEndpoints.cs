using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace LoopbackServer.Endpoints;

/// <summary>Sets cookies, and shows what comes back.</summary>
internal static class CookieEndpoints
{
    public static IResult Show(HttpRequest request) =>
        Answers.Json(request.Cookies.ToDictionary(cookie => cookie.Key, cookie => cookie.Value));

    /// <summary>
    /// <c>?name=&amp;value=</c>, <c>&amp;path=&amp;domain=&amp;maxAge=&amp;expires=&amp;sameSite=&amp;secure=1&amp;httpOnly=1</c>;
    /// each again for the next cookie, which has what the one before had of what is not given again. An empty value leaves the
    /// attribute out.
    /// </summary>
    public static IResult Set(HttpContext context)
    {
        var query = context.Request.Query;
        var cookies = Enumerable.Range(0, Math.Max(1, query["name"].Count)).Select(i =>
            $"{At(query["name"], i, "name")}={At(query["value"], i, "value")}"
            + Attribute("Path", At(query["path"], i, "/"))
            + Attribute("Domain", At(query["domain"], i, ""))
            + Attribute("Max-Age", At(query["maxAge"], i, ""))
            + Attribute("Expires", At(query["expires"], i, ""))
            + Attribute("SameSite", At(query["sameSite"], i, ""))
            + Flag("Secure", At(query["secure"], i, "0"))
            + Flag("HttpOnly", At(query["httpOnly"], i, "0")));
        context.Response.Headers.SetCookie = cookies.ToArray();
        return TypedResults.Text("cookie set");
    }

    /// <summary><c>?header=</c>: Set-Cookie as given; several for several.</summary>
    public static IResult Raw(HttpContext context)
    {
        context.Response.Headers.SetCookie = context.Request.Query["header"];
        return TypedResults.Text("cookie set");
    }

    /// <summary>The cookie <c>n</c> becomes one more than it was; so does the body.</summary>
    public static IResult Count(HttpContext context)
    {
        _ = int.TryParse(context.Request.Cookies["n"], CultureInfo.InvariantCulture, out var received);
        var next = (received + 1).ToString(CultureInfo.InvariantCulture);
        context.Response.Headers.SetCookie = $"n={next}; Path=/";
        return TypedResults.Text(next);
    }

    private static string? At(StringValues values, int index, string otherwise) =>
        values.Count == 0 ? otherwise : values[Math.Min(index, values.Count - 1)];

    private static string Attribute(string name, string? value) => string.IsNullOrEmpty(value) ? "" : $"; {name}={value}";

    private static string Flag(string name, string? value) => value is null or "" or "0" or "false" ? "" : "; " + name;
}
