namespace ParallelFetch.Files;

/// <summary>
/// Reads the file name out of a Content-Disposition field (RFC 6266, section 4), and out of what servers send in its
/// place. What comes out is the server's word and may be hostile: only <see cref="FileNames"/> makes a name of it.
/// </summary>
internal static class ContentDisposition
{
    /// <summary>The file name that a field gives; null when it gives none that can be understood. Never throws.</summary>
    /// <param name="field">The field's value, as HttpClient hands it on: one character for each octet.</param>
    internal static string? FileNameOf(string? field)
    {
        if (string.IsNullOrEmpty(field))
        {
            return null;
        }

        string? extended = null;
        string? plain = null;
        int at = 0;
        while (at < field.Length)
        {
            if (!TryReadName(field, ref at, out string name))
            {
                continue;
            }

            string value = ReadValue(field, ref at);

            // A parameter may come only once (RFC 6266, section 4.1). Where it comes twice, browsers take the first.
            if (name.Equals("filename*", StringComparison.OrdinalIgnoreCase))
            {
                extended ??= NullIfEmpty(ExtendedValue.Decode(value));
            }
            else if (name.Equals("filename", StringComparison.OrdinalIgnoreCase))
            {
                plain ??= NullIfEmpty(PlainValue.Decode(value));
            }
        }

        // filename* is the better of the two, wherever it stands (RFC 6266, section 4.3).
        return extended ?? plain;
    }

    private static string? NullIfEmpty(string? value) => string.IsNullOrEmpty(value) ? null : value;

    // Goes on to the next parameter; the type and anything else without an equals sign is passed over. That makes
    // the field of a server that forgets the type, or the semicolon after it, as readable as the others.
    private static bool TryReadName(string field, ref int at, out string name)
    {
        int start = at;
        while (at < field.Length && field[at] is not ('=' or ';' or '"'))
        {
            at++;
        }

        name = string.Empty;
        if (at == field.Length)
        {
            return false;
        }

        if (field[at] != '=')
        {
            if (field[at] == '"')
            {
                ReadQuoted(field, ref at);
            }
            else
            {
                at++;
            }

            return false;
        }

        ReadOnlySpan<char> words = field.AsSpan(start, at - start).TrimEnd();
        name = words[(words.LastIndexOfAny(" \t,") + 1)..].ToString();
        at++;
        return true;
    }

    private static string ReadValue(string field, ref int at)
    {
        while (at < field.Length && field[at] is ' ' or '\t')
        {
            at++;
        }

        if (at < field.Length && field[at] == '"')
        {
            string quoted = ReadQuoted(field, ref at);
            int next = field.IndexOf(';', at);
            at = next < 0 ? field.Length : next + 1;
            return quoted;
        }

        // A token has no spaces in it, but servers send names with spaces as if it had (browsers take them so, too).
        int from = at;
        int end = field.IndexOf(';', at);
        end = end < 0 ? field.Length : end;
        at = Math.Min(end + 1, field.Length);
        return field[from..end].Trim();
    }

    // A quoted-string with its escapes resolved (RFC 9110, section 5.6.4); one that is not closed ends with the field.
    private static string ReadQuoted(string field, ref int at)
    {
        int start = ++at;
        while (at < field.Length && field[at] != '"')
        {
            at += field[at] == '\\' ? 2 : 1;
        }

        int end = Math.Min(at, field.Length);
        at = Math.Min(at + 1, field.Length);
        ReadOnlySpan<char> raw = field.AsSpan(start, end - start);

        // What begins like C:\ is a path of which nothing was escaped, and its last part is the name.
        if (!raw.Contains('\\') || (raw.Length > 3 && char.IsAsciiLetter(raw[0]) && raw[1] == ':' && raw[2] == '\\' && raw[3] != '\\'))
        {
            return raw.ToString();
        }

        Span<char> resolved = new char[raw.Length];
        int length = 0;
        for (int i = 0; i < raw.Length; i++)
        {
            if (raw[i] == '\\' && i + 1 < raw.Length)
            {
                i++;
            }

            resolved[length++] = raw[i];
        }

        return resolved[..length].ToString();
    }
}
