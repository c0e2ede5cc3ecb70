using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace LoopbackServer.Client;

/// <summary>Headers as the server saw them, in its order; their names are not case sensitive.</summary>
public sealed class HeaderDictionary : IReadOnlyDictionary<string, IReadOnlyList<string>>
{
    private readonly OrderedDictionary<string, IReadOnlyList<string>> _headers = new(StringComparer.OrdinalIgnoreCase);

    internal HeaderDictionary(IEnumerable<KeyValuePair<string, string[]>> headers)
    {
        foreach (var (name, values) in headers)
        {
            _headers[name] = values;
        }
    }

    /// <summary>The names, in order.</summary>
    public IEnumerable<string> Keys => _headers.Keys;

    /// <summary>The values, in order.</summary>
    public IEnumerable<IReadOnlyList<string>> Values => _headers.Values;

    /// <summary>How many names there are.</summary>
    public int Count => _headers.Count;

    /// <summary>The values of a header; none if it was not sent.</summary>
    public IReadOnlyList<string> this[string key] => _headers.TryGetValue(key, out var values) ? values : [];

    /// <summary>The value of a header, several joined by a comma; null if it was not sent.</summary>
    public string? Text(string name) => _headers.TryGetValue(name, out var values) ? string.Join(", ", values) : null;

    /// <inheritdoc/>
    public bool ContainsKey(string key) => _headers.ContainsKey(key);

    /// <inheritdoc/>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out IReadOnlyList<string> value) => _headers.TryGetValue(key, out value);

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, IReadOnlyList<string>>> GetEnumerator() => _headers.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>For the message of a failed assertion.</summary>
    public override string ToString() => string.Join("\n", _headers.Select(header => $"{header.Key}: {string.Join(", ", header.Value)}"));
}
