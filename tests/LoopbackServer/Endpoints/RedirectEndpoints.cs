using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LoopbackServer.Endpoints;

/// <summary>Redirections; those to this server stay under the scope of the request. <c>?code=</c> is another status.</summary>
internal static class RedirectEndpoints
{
    /// <summary>n redirects that end at /echo; <c>?absolute=1</c>.</summary>
    public static async Task<IResult> ChainAsync(long count, HttpContext context, Flag? absolute = null, int code = 302)
    {
        var request = context.Request;
        if (count <= 0)
        {
            return await EchoEndpoint.InvokeAsync(request, context.RequestAborted);
        }

        var next = count == 1 ? "/echo" : string.Create(CultureInfo.InvariantCulture, $"/redirect/{count - 1}{request.QueryString.Value}");
        return Redirect(context.Response, (absolute ? $"{request.Scheme}://{request.Host}" : "") + request.PathBase + next, code);
    }

    /// <summary><c>?url=</c> is the Location, as given.</summary>
    public static IResult To(HttpContext context, string? url, int code = 302) =>
        Redirect(context.Response, url ?? context.Request.PathBase + "/echo", code);

    public static IResult Loop(HttpContext context, int code = 302) =>
        Redirect(context.Response, context.Request.PathBase + "/redirect-loop", code);

    public static IResult NoLocation(HttpResponse response, int code = 302) => Redirect(response, null, code);

    public static IResult Bad(HttpResponse response, int code = 302) => Redirect(response, "http://[bad", code);

    /// <summary>Unlike ASP.NET's own, with any status and a Location byte for byte.</summary>
    private static ContentHttpResult Redirect(HttpResponse response, string? location, int code)
    {
        response.Headers.Location = location;
        return TypedResults.Text("redirect", statusCode: code);
    }
}
