namespace ParallelFetch.Reporting;

/// <summary>A URL as it may be shown to whoever reads a report: no user name, no password, no value of its query, no fragment.</summary>
internal static class MaskedUrl
{
    private const int LongestShown = 300;

    /// <summary>The URL without what may be secret in it.</summary>
    /// <param name="uri">A <see cref="Uri"/>, or the text that could not be parsed as one.</param>
    internal static string Of(object? uri)
    {
        string text = uri switch
        {
            null => string.Empty,
            Uri { IsAbsoluteUri: true, Scheme: "http" or "https" } parsed =>
                parsed.GetComponents(UriComponents.SchemeAndServer | UriComponents.PathAndQuery, UriFormat.UriEscaped),
            _ => FetchUri.WithoutPassword(uri.ToString() ?? string.Empty),
        };
        int fragment = text.IndexOf('#', StringComparison.Ordinal);
        text = fragment < 0 ? text : text[..fragment];
        int query = text.IndexOf('?', StringComparison.Ordinal);
        text = query < 0 ? text : string.Concat(text.AsSpan(0, query + 1), string.Join('&', text[(query + 1)..].Split('&').Select(MaskField)));
        return text.Length <= LongestShown ? text : string.Concat(text.AsSpan(0, LongestShown), "…");
    }

    // What stands without an equals sign may be a value, too.
    private static string MaskField(string field) => field.Length == 0 ? field : field[..(field.IndexOf('=', StringComparison.Ordinal) + 1)] + "***";
}
