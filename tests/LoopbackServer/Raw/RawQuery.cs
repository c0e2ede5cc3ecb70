using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace LoopbackServer.Raw;

/// <summary>The parameters of a request that ASP.NET never sees.</summary>
internal sealed class RawQuery(string? text)
{
    private readonly Dictionary<string, StringValues> _values = QueryHelpers.ParseQuery(text);

    public string Text(string name, string otherwise) => Find(name) ?? otherwise;

    public int Int(string name, int otherwise) => OptionalInt(name) ?? otherwise;

    public int? OptionalInt(string name) => Find(name) is { } value ? int.Parse(value, CultureInfo.InvariantCulture) : null;

    public long Long(string name, long otherwise) => Find(name) is { } value ? long.Parse(value, CultureInfo.InvariantCulture) : otherwise;

    public bool Flag(string name) => Find(name) is { } value && Endpoints.Flag.TryParse(value, out var flag) && flag;

    /// <summary>Null where it is not given.</summary>
    public string? Find(string name) => _values.TryGetValue(name, out var value) ? value.ToString() : null;
}
