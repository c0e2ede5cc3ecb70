using System.Text;
using LoopbackServer.Behaviours;

namespace LoopbackServer.Endpoints;

/// <summary>Endpoints that ask who is there. Whoever is let in gets an echo, so that it shows what has arrived in the end.</summary>
internal static class AuthEndpoint
{
    public static Task InvokeAsync(Exchange exchange, string scheme, ServerState state) => scheme switch
    {
        "basic" => BasicAsync(exchange),
        "digest" => DigestEndpoint.InvokeAsync(exchange, state.Nonces),
        "bearer" => BearerAsync(exchange),
        "negotiate" => NegotiateAsync(exchange),
        _ => exchange.NotFoundAsync(),
    };

    /// <summary>Challenges until it sees <c>?user=&amp;password=</c> (user and password by default); <c>?echo=1</c>: then echoes.</summary>
    private static Task BasicAsync(Exchange exchange)
    {
        var pair = $"{exchange.Query.Text("user", "user")}:{exchange.Query.Text("password", "password")}";
        if (exchange.Request.Headers.Authorization == "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)))
        {
            return exchange.Query.Flag("echo") ? EchoEndpoint.InvokeAsync(exchange) : exchange.TextAsync("welcome");
        }

        exchange.Response.Headers.WWWAuthenticate = "Basic realm=\"loopback\"";
        return exchange.TextAsync("who are you?", StatusCodes.Status401Unauthorized);
    }

    /// <summary><c>?token=</c> (token by default).</summary>
    private static Task BearerAsync(Exchange exchange)
    {
        var given = exchange.Request.Headers.Authorization.ToString();
        if (given == "Bearer " + exchange.Query.Text("token", "token"))
        {
            return EchoEndpoint.InvokeAsync(exchange);
        }

        exchange.Response.Headers.WWWAuthenticate =
            given.Length == 0 ? "Bearer realm=\"loopback\"" : "Bearer realm=\"loopback\", error=\"invalid_token\"";
        return exchange.TextAsync("no token, no entry", StatusCodes.Status401Unauthorized);
    }

    /// <summary>Offers what needs a domain, and lets nobody in: there is none here.</summary>
    private static Task NegotiateAsync(Exchange exchange)
    {
        exchange.Response.Headers.WWWAuthenticate = new[] { "Negotiate", "NTLM" };
        return exchange.TextAsync("no domain", StatusCodes.Status401Unauthorized);
    }
}
