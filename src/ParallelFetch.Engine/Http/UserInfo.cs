using System.Text.RegularExpressions;

namespace ParallelFetch.Http;

/// <summary>The user name and password that a URI may carry (RFC 3986, section 3.2.1).</summary>
internal static partial class UserInfo
{
    /// <summary>Reads them, decoded; null when the URI carries none.</summary>
    /// <param name="uri">The URI.</param>
    public static (string User, string Password)? Parse(Uri uri)
    {
        string info = uri.UserInfo;
        if (info.Length == 0)
        {
            return null;
        }

        int colon = info.IndexOf(':', StringComparison.Ordinal);
        return colon < 0
            ? (Uri.UnescapeDataString(info), string.Empty)
            : (Uri.UnescapeDataString(info[..colon]), Uri.UnescapeDataString(info[(colon + 1)..]));
    }

    /// <summary>The text of an address without them.</summary>
    /// <param name="address">A URL, or what was meant as one.</param>
    public static string RemoveFrom(string address)
    {
        // They end at the last @ before the path (RFC 3986, section 3.2).
        Match authority = Authority().Match(address);
        int at = authority.Groups[1].Value.LastIndexOf('@');
        return at < 0 ? address : address.Remove(authority.Groups[1].Index, at + 1);
    }

    [GeneratedRegex(@"^\s*(?:[^/\\?#@:]*:)?[/\\]{2}([^/\\?#]*)")]
    private static partial Regex Authority();
}
