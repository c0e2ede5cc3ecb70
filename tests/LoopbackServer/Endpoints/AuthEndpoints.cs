using System.Text;

namespace LoopbackServer.Endpoints;

/// <summary>Endpoints that ask who is there. Whoever is let in gets an echo, so that it shows what has arrived in the end.</summary>
internal static class AuthEndpoints
{
    /// <summary>Challenges until it sees <c>?user=&amp;password=</c> (user and password by default); <c>?echo=1</c>: then echoes.</summary>
    public static async Task<IResult> BasicAsync(HttpContext context, string user = "user", string password = "password", Flag? echo = null)
    {
        if (context.Request.Headers.Authorization == "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")))
        {
            return echo ? await EchoEndpoint.InvokeAsync(context.Request, context.RequestAborted) : TypedResults.Text("welcome");
        }

        return Challenge(context.Response, "who are you?", "Basic realm=\"loopback\"");
    }

    /// <summary><c>?token=</c> (token by default).</summary>
    public static async Task<IResult> BearerAsync(HttpContext context, string token = "token")
    {
        var given = context.Request.Headers.Authorization.ToString();
        return given == "Bearer " + token
            ? await EchoEndpoint.InvokeAsync(context.Request, context.RequestAborted)
            : Challenge(context.Response, "no token, no entry", "Bearer realm=\"loopback\"" + (given.Length == 0 ? "" : ", error=\"invalid_token\""));
    }

    /// <summary>Offers what needs a domain, and lets nobody in: there is none here.</summary>
    public static IResult Negotiate(HttpResponse response) => Challenge(response, "no domain", "Negotiate", "NTLM");

    /// <summary>401.</summary>
    public static IResult Challenge(HttpResponse response, string text, params string[] challenges)
    {
        response.Headers.WWWAuthenticate = challenges;
        return TypedResults.Text(text, statusCode: StatusCodes.Status401Unauthorized);
    }
}
