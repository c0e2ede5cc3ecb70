namespace ParallelFetch.Binding;

/// <summary>
/// The lines of text that holds URLs: a file that was read as one string, a here-string, the content of a list that was
/// fetched. Lines end as on Unix, Windows and the old Mac, or with the separators of Unicode.
/// </summary>
internal static class UrlLines
{
    private const string Ends = "\r\n\u2028\u2029";

    /// <summary>The lines; the text itself when it has only one.</summary>
    internal static string[] Split(string text)
    {
        if (text.AsSpan().IndexOfAny(Ends) < 0)
        {
            return [text];
        }

        var lines = new List<string>();
        ReadOnlySpan<char> rest = text;
        while (!rest.IsEmpty)
        {
            int end = rest.IndexOfAny(Ends);
            if (end < 0)
            {
                lines.Add(rest.ToString());
                break;
            }

            lines.Add(rest[..end].ToString());
            rest = rest[(end + (rest[end..].StartsWith("\r\n") ? 2 : 1))..];
        }

        return [.. lines];
    }

    /// <summary>Whether a line says nothing: it is blank, or a comment.</summary>
    internal static bool IsSkipped(string? line)
    {
        ReadOnlySpan<char> text = Text.UrlCharacters.Trim(line);
        return line is not null && (text.IsEmpty || text[0] == '#');
    }
}
