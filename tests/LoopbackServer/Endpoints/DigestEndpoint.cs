using LoopbackServer.Behaviours;
using Microsoft.AspNetCore.Http.Features;

namespace LoopbackServer.Endpoints;

/// <summary>Lets in whoever answers its challenge as <see cref="DigestTerms"/> say.</summary>
internal static class DigestEndpoint
{
    public static async Task<IResult> InvokeAsync([AsParameters] DigestTerms terms, HttpContext context, ServerState state)
    {
        if (terms.Qop.Contains("auth-int", StringComparison.Ordinal))
        {
            // Read twice: for its hash, and by the echo.
            context.Request.EnableBuffering();
        }

        var (problem, stale) = await CheckAsync(terms, context, state.Nonces);
        return problem is null
            ? await EchoEndpoint.InvokeAsync(context.Request, context.RequestAborted)
            : AuthEndpoints.Challenge(context.Response, problem, Challenges(terms, state.Nonces.Create(), stale));
    }

    private static string[] Challenges(DigestTerms terms, string nonce, bool stale)
    {
        var rest = $"Digest realm=\"{terms.Realm}\""
            + (terms.Qop == "none" ? "" : $", qop=\"{terms.Qop}\"")
            + (terms.UserHash ? ", userhash=true" : "")
            + (stale ? ", stale=true" : "")
            + $", nonce=\"{nonce}\", opaque=\"{Opaque(nonce)}\"";
        return [.. terms.Algorithms.Select(algorithm => algorithm == "none" ? rest : $"{rest}, algorithm={algorithm}")];
    }

    /// <summary>What is wrong with the credentials, or null; and whether only the nonce is.</summary>
    private static async Task<(string? Problem, bool Stale)> CheckAsync(DigestTerms terms, HttpContext context, NonceStore nonces)
    {
        var request = context.Request;
        var given = request.Headers.Authorization.ToString();
        if (!given.StartsWith("Digest ", StringComparison.OrdinalIgnoreCase))
        {
            return ("who are you?", false);
        }

        var answer = new DigestAnswer(AuthParameters.Parse(given["Digest ".Length..]));
        var body = answer.CoversBody ? (await EchoedBody.ReadAsync(request.Body, context.RequestAborted)).Start : [];
        if (answer.CoversBody)
        {
            request.Body.Position = 0;
        }

        if (!terms.Algorithms.Contains(answer.Algorithm) && !(answer.Algorithm == "MD5" && terms.Algorithms.Contains("none")))
        {
            return ("algorithm was not offered", false);
        }

        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var problem = answer.Problem(terms, request.Method, target, body)
            ?? (answer["opaque"] == Opaque(answer["nonce"]) ? null : "opaque is not the one given");
        return problem is not null ? (problem, false) : nonces.Use(answer["nonce"], answer["nc"], terms.StaleAfter) switch
        {
            NonceUse.Fine => (null, false),
            NonceUse.Replayed => ("the nonce count was used before", false),
            _ => ("the nonce is stale", true),
        };
    }

    private static string Opaque(string nonce) => nonce.Length < 8 ? "" : "o" + nonce[..8];
}
