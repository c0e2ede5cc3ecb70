namespace LoopbackServer.Endpoints;

/// <summary>What a Digest endpoint asks for (RFC 7616), from the query.</summary>
/// <param name="User">Who is let in.</param>
/// <param name="Password">Their password.</param>
/// <param name="Realm">The realm.</param>
/// <param name="Algorithm">MD5, MD5-sess, SHA-256, SHA-256-sess; a list for several challenges; none for a challenge that names none.</param>
/// <param name="Qop">auth, auth-int, a list, or none.</param>
/// <param name="StaleAfter">A nonce serves as many requests, and is stale then.</param>
/// <param name="UserHash">The client is to hash the user's name.</param>
internal sealed record DigestTerms(
    string User = "user",
    string Password = "password",
    string Realm = "loopback",
    string Algorithm = "MD5",
    string Qop = "auth",
    int? StaleAfter = null,
    Flag? UserHash = null)
{
    public string[] Algorithms => Algorithm.Split(',');
}
