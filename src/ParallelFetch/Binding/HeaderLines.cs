using System.Collections;
using System.Collections.Specialized;
using System.Diagnostics.CodeAnalysis;

namespace ParallelFetch.Binding;

/// <summary>Header fields as text, one "Name: value" to a line: what a column of a CSV file can hold.</summary>
internal static class HeaderLines
{
    internal static bool TryParse(string text, [NotNullWhen(true)] out IDictionary? fields)
    {
        var parsed = new OrderedDictionary(StringComparer.OrdinalIgnoreCase);
        fields = parsed;
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0)
            {
                fields = null;
                return false;
            }

            string name = line[..colon].TrimEnd();
            string value = line[(colon + 1)..].TrimStart();
            if (parsed[name] is List<string> values)
            {
                values.Add(value);
            }
            else
            {
                parsed[name] = new List<string> { value };
            }
        }

        return true;
    }
}
