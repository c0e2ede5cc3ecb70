using LoopbackServer.Behaviours;
using Microsoft.AspNetCore.Http.Features;

namespace LoopbackServer.Endpoints;

/// <summary>
/// RFC 7616: <c>?user=&amp;password=&amp;realm=</c>, <c>?algorithm=MD5</c> (or MD5-sess, SHA-256, SHA-256-sess; a list for several
/// challenges; none for a challenge that names none), <c>?qop=auth</c> (or auth-int, a list, or none), <c>?staleAfter=n</c>: a nonce
/// serves n requests and is stale then, <c>?userhash=1</c>.
/// </summary>
internal static class DigestEndpoint
{
    public static async Task InvokeAsync(Exchange exchange, NonceStore nonces)
    {
        if (exchange.Query.Text("qop", "auth").Contains("auth-int", StringComparison.Ordinal))
        {
            // Read twice: for its hash, and by the echo.
            exchange.Request.EnableBuffering();
        }

        var (problem, stale) = await CheckAsync(exchange, nonces);
        if (problem is null)
        {
            await EchoEndpoint.InvokeAsync(exchange);
            return;
        }

        exchange.Response.Headers.WWWAuthenticate = Challenges(exchange.Query, nonces.Create(), stale);
        await exchange.TextAsync(problem, StatusCodes.Status401Unauthorized);
    }

    private static string[] Challenges(IQueryCollection query, string nonce, bool stale)
    {
        var qop = query.Text("qop", "auth");
        var rest = $"Digest realm=\"{Realm(query)}\""
            + (qop == "none" ? "" : $", qop=\"{qop}\"")
            + (query.Flag("userhash") ? ", userhash=true" : "")
            + (stale ? ", stale=true" : "")
            + $", nonce=\"{nonce}\", opaque=\"{Opaque(nonce)}\"";
        return [.. Algorithms(query).Select(algorithm => algorithm == "none" ? rest : $"{rest}, algorithm={algorithm}")];
    }

    /// <summary>What is wrong with the credentials, or null; and whether only the nonce is.</summary>
    private static async Task<(string? Problem, bool Stale)> CheckAsync(Exchange exchange, NonceStore nonces)
    {
        var given = exchange.Request.Headers.Authorization.ToString();
        if (!given.StartsWith("Digest ", StringComparison.OrdinalIgnoreCase))
        {
            return ("who are you?", false);
        }

        var query = exchange.Query;
        var answer = new DigestAnswer(AuthParameters.Parse(given["Digest ".Length..]));
        var user = query.Text("user", "user");
        var body = answer.CoversBody ? (await EchoedBody.ReadAsync(exchange.Request.Body, exchange.Aborted)).Start : [];
        if (answer.CoversBody)
        {
            exchange.Request.Body.Position = 0;
        }

        var algorithms = Algorithms(query);
        if (!algorithms.Contains(answer.Algorithm) && !(answer.Algorithm == "MD5" && algorithms.Contains("none")))
        {
            return ("algorithm was not offered", false);
        }

        var problem = answer.Problem(
            exchange.Request.Method, exchange.Context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "", Realm(query), user,
            query.Text("password", "password"), query.Text("qop", "auth"), query.Flag("userhash"), body)
            ?? (answer["opaque"] == Opaque(answer["nonce"]) ? null : "opaque is not the one given");
        return problem is not null ? (problem, false) : nonces.Use(answer["nonce"], answer["nc"], query.OptionalInt("staleAfter")) switch
        {
            NonceUse.Fine => (null, false),
            NonceUse.Replayed => ("the nonce count was used before", false),
            _ => ("the nonce is stale", true),
        };
    }

    private static string[] Algorithms(IQueryCollection query) => query.Text("algorithm", "MD5").Split(',');

    private static string Realm(IQueryCollection query) => query.Text("realm", "loopback");

    private static string Opaque(string nonce) => nonce.Length < 8 ? "" : "o" + nonce[..8];
}
