namespace ParallelFetch.Text;

/// <summary>Values of header fields as they may be shown in a log.</summary>
internal static class MaskedField
{
    private const int LongestShown = 500;

    // A secret cannot be told from a scheme's name but by knowing the schemes.
    private static readonly HashSet<string> Schemes = new(StringComparer.OrdinalIgnoreCase)
    {
        "ApiKey", "AWS4-HMAC-SHA256", "Basic", "Bearer", "Digest", "DPoP", "Negotiate", "NTLM", "OAuth", "Token",
    };

    private static readonly HashSet<string> UrlFields = new(StringComparer.OrdinalIgnoreCase)
    {
        "Content-Location", "Link", "Location", "Origin", "Referer", "Refresh",
    };

    /// <summary>The value: of a secret only the scheme, of a URL what a log may have of it, and nothing that a terminal would obey.</summary>
    /// <param name="name">The field.</param>
    /// <param name="value">Its value.</param>
    /// <param name="isSecret">Whether it is one that the user marked as a secret.</param>
    internal static string Value(string name, string value, bool isSecret = false)
    {
        if (isSecret || SecretNames.IsField(name))
        {
            int space = value.IndexOf(' ', StringComparison.Ordinal);
            return space > 0 && SecretNames.IsField(name) && Schemes.Contains(value[..space]) ? string.Concat(value.AsSpan(0, space + 1), MaskedUrl.Mask) : MaskedUrl.Mask;
        }

        return Text(UrlFields.Contains(name) ? MaskedUrl.InText(value) : MaskedUrl.WithoutUserInfo(value));
    }

    /// <summary>Text that the other side sent outside of a field, such as the phrase behind a status.</summary>
    /// <param name="text">The text.</param>
    internal static string Text(string text) => VisibleText.Of(text, LongestShown);
}
