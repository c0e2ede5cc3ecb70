namespace ParallelFetch.Text;

/// <summary>Reads Link header fields (RFC 8288, section 3): quoted strings and commas inside of them and of URLs are minded.</summary>
internal static class LinkHeader
{
    /// <summary>Adds the links of one field to a table of relation type and absolute URL; the first of each type stays.</summary>
    internal static void Read(string field, Uri baseUri, Dictionary<string, string> links)
    {
        int at = 0;
        while (at < field.Length)
        {
            int open = field.IndexOf('<', at);
            int close = open < 0 ? -1 : field.IndexOf('>', open);
            if (close < 0)
            {
                return;
            }

            string target = field[(open + 1)..close].Trim();
            at = close + 1;
            string? relations = ReadRelations(field, ref at);

            // Uri keeps the fragment of the base for an empty reference; RFC 3986, section 5.2.2, does not.
            if (relations is null || !Uri.TryCreate(baseUri, target.Length == 0 ? baseUri.GetLeftPart(UriPartial.Query) : target, out Uri? uri))
            {
                continue;
            }

            // One link may have several relation types (RFC 8288, section 3.3).
            foreach (string relation in relations.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            {
                links.TryAdd(relation, uri.AbsoluteUri);
            }
        }
    }

    // Goes through the parameters up to the comma that ends the link; a second rel is ignored, as the RFC says.
    private static string? ReadRelations(string field, ref int at)
    {
        string? relations = null;
        while (at < field.Length && field[at] != ',')
        {
            if (field[at] != ';')
            {
                at++;
                continue;
            }

            at++;
            int start = at;
            while (at < field.Length && field[at] is not ('=' or ';' or ','))
            {
                at++;
            }

            string name = field[start..at].Trim();
            string value = at < field.Length && field[at] == '=' ? ReadValue(field, ref at) : string.Empty;
            if (relations is null && name.Equals("rel", StringComparison.OrdinalIgnoreCase))
            {
                relations = value;
            }
        }

        return relations;
    }

    private static string ReadValue(string field, ref int at)
    {
        at++;
        while (at < field.Length && field[at] is ' ' or '\t')
        {
            at++;
        }

        if (at < field.Length && field[at] == '"')
        {
            int start = ++at;
            while (at < field.Length && field[at] != '"')
            {
                at += field[at] == '\\' ? 2 : 1;
            }

            int end = Math.Min(at, field.Length);
            at = Math.Min(at + 1, field.Length);
            return field[start..end].Replace("\\", string.Empty, StringComparison.Ordinal);
        }

        int from = at;
        while (at < field.Length && field[at] is not (';' or ','))
        {
            at++;
        }

        return field[from..at].Trim();
    }
}
