namespace ParallelFetch.Http;

/// <summary>The user name and password that a URI may carry (RFC 3986, section 3.2.1).</summary>
public static class UserInfo
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
}
