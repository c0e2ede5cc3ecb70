using System.Security.Cryptography;
using System.Text;

namespace LoopbackServer.Endpoints;

/// <summary>The credentials of a Digest request, and whether they are right.</summary>
internal sealed class DigestAnswer(IReadOnlyDictionary<string, string> parameters)
{
    public string this[string name] => parameters.GetValueOrDefault(name, "");

    public string Algorithm { get; } = parameters.GetValueOrDefault("algorithm", "MD5");

    public bool CoversBody => this["qop"] == "auth-int";

    /// <summary>Null when everything but the nonce, whose keeper knows more, is right.</summary>
    public string? Problem(DigestTerms terms, string method, string target, byte[] body)
    {
        if (this["uri"] != target)
        {
            return $"uri is '{this["uri"]}', the target is '{target}'";
        }

        if (this["realm"] != terms.Realm)
        {
            return "realm is not the one given";
        }

        if (this["username"] != (terms.UserHash ? Hash($"{terms.User}:{terms.Realm}") : terms.User) || (this["userhash"] == "true") != terms.UserHash)
        {
            return "wrong user";
        }

        if (terms.Qop == "none" ? this["qop"].Length > 0 : !terms.Qop.Split(',').Contains(this["qop"]))
        {
            return "qop was not offered";
        }

        if (terms.Qop != "none" && (this["nc"].Length != 8 || this["cnonce"].Length == 0))
        {
            return "nc or cnonce is missing";
        }

        return this["response"] == Response(terms, method, body) ? null : "wrong response";
    }

    private string Response(DigestTerms terms, string method, byte[] body)
    {
        var secret = Hash($"{terms.User}:{terms.Realm}:{terms.Password}");
        if (Algorithm.EndsWith("-sess", StringComparison.Ordinal))
        {
            secret = Hash($"{secret}:{this["nonce"]}:{this["cnonce"]}");
        }

        var request = Hash($"{method}:{this["uri"]}" + (CoversBody ? ":" + Hash(body) : ""));
        return this["qop"].Length == 0
            ? Hash($"{secret}:{this["nonce"]}:{request}")
            : Hash($"{secret}:{this["nonce"]}:{this["nc"]}:{this["cnonce"]}:{this["qop"]}:{request}");
    }

    private string Hash(string text) => Hash(Encoding.UTF8.GetBytes(text));

    private string Hash(byte[] bytes) => Convert.ToHexStringLower(
        Algorithm.StartsWith("SHA-256", StringComparison.Ordinal) ? SHA256.HashData(bytes) : Md5(bytes));

    // What the RFC says, and what clients have to speak.
#pragma warning disable CA5351
    private static byte[] Md5(byte[] bytes) => MD5.HashData(bytes);
#pragma warning restore CA5351
}
