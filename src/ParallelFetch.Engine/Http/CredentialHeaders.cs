namespace ParallelFetch.Http;

/// <summary>Knows by name which request headers carry credentials.</summary>
internal static class CredentialHeaders
{
    private static readonly string[] Exact = ["Authorization", "Proxy-Authorization", "Cookie", "Cookie2", "Auth"];

    // APIs carry keys in headers of their own making (X-Api-Key, Private-Token, X-Amz-Security-Token …). When in doubt
    // a header stays at home: a request that fails for want of it is seen, a leaked key is not.
    private static readonly string[] Parts =
        ["token", "secret", "apikey", "api-key", "api_key", "password", "passwd", "credential", "session", "signature", "-auth", "auth-", "access-key"];

    internal static bool IsCredential(string name) =>
        Array.Exists(Exact, exact => exact.Equals(name, StringComparison.OrdinalIgnoreCase))
        || name.EndsWith("key", StringComparison.OrdinalIgnoreCase)
        || Array.Exists(Parts, part => name.Contains(part, StringComparison.OrdinalIgnoreCase));
}
