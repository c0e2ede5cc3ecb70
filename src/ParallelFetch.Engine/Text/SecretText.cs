using System.Text.RegularExpressions;
using ParallelFetch.Http;

namespace ParallelFetch.Text;

/// <summary>Takes secrets out of what is shown: of URLs, and of header fields.</summary>
internal static partial class SecretText
{
    internal const string Mask = "***";

    private const int LongestValue = 500;

    // A secret cannot be told from a scheme's name but by knowing the schemes.
    private static readonly HashSet<string> Schemes = new(StringComparer.OrdinalIgnoreCase)
    {
        "ApiKey", "AWS4-HMAC-SHA256", "Basic", "Bearer", "Digest", "DPoP", "Negotiate", "NTLM", "OAuth", "Token",
    };

    private static readonly HashSet<string> UrlFields = new(StringComparer.OrdinalIgnoreCase)
    {
        "Content-Location", "Link", "Location", "Origin", "Referer", "Refresh",
    };

    /// <summary>A URL for a log: neither user information nor anything of the query or the fragment.</summary>
    internal static string ForLog(Uri uri)
    {
        string fragment = uri.Fragment.Length > 1 ? "#…" : string.Empty;
        string query = uri.Query.Length > 1 ? "?…" : string.Empty;
        return Cut(uri.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped)) + query + fragment;
    }

    /// <summary>A URL without the values of those parts of its query whose names say that they are secret.</summary>
    internal static string MaskQuery(string url) => url.Contains('=', StringComparison.Ordinal)
        ? QueryPart().Replace(url, static part => IsSecretName(part.Groups[1].Value) ? part.Groups[1].Value + "=" + Mask : part.Value)
        : url;

    /// <summary>The value of a header field as it may be shown.</summary>
    /// <param name="name">The field.</param>
    /// <param name="value">Its value.</param>
    /// <param name="isSecret">Whether it is one that the user marked as a secret.</param>
    internal static string FieldValue(string name, string value, bool isSecret = false)
    {
        if (isSecret || IsSecretField(name))
        {
            int space = value.IndexOf(' ', StringComparison.Ordinal);
            return space > 0 && IsSecretField(name) && Schemes.Contains(value[..space]) ? string.Concat(value.AsSpan(0, space + 1), Mask) : Mask;
        }

        string shown = UrlFields.Contains(name) ? UserInfo().Replace(AfterPath().Replace(value, "$1…"), "//") : value;
        return Cut(string.Concat(shown.Select(static character => char.IsControl(character) ? '?' : character)));
    }

    private static bool IsSecretField(string name) =>
        CredentialHeaders.IsCredential(name) || name.StartsWith("Set-Cookie", StringComparison.OrdinalIgnoreCase);

    private static bool IsSecretName(string name)
    {
        string plain = Uri.UnescapeDataString(name);
        return CredentialHeaders.IsCredential(plain) || SecretName().IsMatch(plain);
    }

    private static string Cut(string text) => text.Length <= LongestValue ? text : string.Concat(text.AsSpan(0, LongestValue), "…");

    // A name of a query, or of a fragment, which OAuth puts tokens into, and its value.
    [GeneratedRegex("(?<=[?&;#])([^=&;#]*)=([^&;#]*)")]
    private static partial Regex QueryPart();

    [GeneratedRegex("^(auth|authorization|code|jwt|otp|pass|passphrase|pin|pw|pwd|sas|sid|sig|x-amz-signature)$|(^|[-_.])(pass|pwd|sig)([-_.]|$)", RegexOptions.IgnoreCase)]
    private static partial Regex SecretName();

    [GeneratedRegex("""([?#])[^\s<>"',;]+""")]
    private static partial Regex AfterPath();

    [GeneratedRegex("//[^/?#@<>\\s]*@")]
    private static partial Regex UserInfo();
}
