using System.Text;

namespace LoopbackServer.Endpoints;

/// <summary>Challenges until it sees <c>?user=&amp;password=</c> (user and password by default).</summary>
internal static class AuthEndpoint
{
    public static Task BasicAsync(Exchange exchange)
    {
        var pair = $"{exchange.Query.Text("user", "user")}:{exchange.Query.Text("password", "password")}";
        if (exchange.Request.Headers.Authorization == "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)))
        {
            return exchange.TextAsync("welcome");
        }

        exchange.Response.Headers.WWWAuthenticate = "Basic realm=\"loopback\"";
        return exchange.TextAsync("who are you?", StatusCodes.Status401Unauthorized);
    }
}
