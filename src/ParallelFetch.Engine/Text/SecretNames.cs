using System.Text.RegularExpressions;
using ParallelFetch.Http;

namespace ParallelFetch.Text;

/// <summary>Which values are secret by the name that they stand under: what nobody marked as a secret can be known by nothing else.</summary>
internal static partial class SecretNames
{
    /// <summary>A parameter of a query, of a fragment (OAuth puts tokens there) or of a path (;jsessionid=…).</summary>
    /// <param name="name">Its name, percent-encoded or not.</param>
    internal static bool IsParameter(string name)
    {
        string plain = Uri.UnescapeDataString(name);
        return CredentialHeaders.IsCredential(plain) || Parameter().IsMatch(plain);
    }

    /// <summary>A header field of a request or a response.</summary>
    /// <param name="name">Its name.</param>
    internal static bool IsField(string name) =>
        CredentialHeaders.IsCredential(name) || name.StartsWith("Set-Cookie", StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex("^(auth|authorization|code|jwt|otp|pass|passphrase|pin|pw|pwd|sas|sid|sig|x-amz-signature)$|(^|[-_.])(pass|pwd|sig)([-_.]|$)", RegexOptions.IgnoreCase)]
    private static partial Regex Parameter();
}
