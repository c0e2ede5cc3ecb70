using System.Text;

namespace LoopbackServer.Wire;

/// <summary>A start line and the fields below it, in order of arrival.</summary>
internal sealed record MessageHead(string StartLine, IReadOnlyList<HeaderField> Fields)
{
    public static MessageHead Parse(string text)
    {
        var lines = text.Split("\r\n");
        return new MessageHead(lines[0], [.. lines.Skip(1).Select(HeaderField.Parse)]);
    }

    /// <summary>The first field of that name.</summary>
    public string? First(string name) => Fields.FirstOrDefault(field => field.Is(name))?.Value;

    /// <summary>Whether a field that is a list contains this word.</summary>
    public bool Lists(string name, string word) => Fields
        .Where(field => field.Is(name))
        .SelectMany(field => field.Value.Split(',', StringSplitOptions.TrimEntries))
        .Contains(word, StringComparer.OrdinalIgnoreCase);

    /// <summary>As it is sent.</summary>
    public byte[] ToBytes()
    {
        var text = new StringBuilder(StartLine).Append("\r\n");
        foreach (var field in Fields)
        {
            text.Append(field.Name).Append(field.HasColon ? ": " : "").Append(field.Value).Append("\r\n");
        }

        return Encoding.Latin1.GetBytes(text.Append("\r\n").ToString());
    }
}

/// <param name="Name">As it arrived.</param>
/// <param name="Value">Without the space around it.</param>
/// <param name="HasColon">False for a line that is no field at all; it is passed on as it came.</param>
internal sealed record HeaderField(string Name, string Value, bool HasColon = true)
{
    public static HeaderField Parse(string line) => line.IndexOf(':', StringComparison.Ordinal) is var colon and >= 0
        ? new HeaderField(line[..colon], line[(colon + 1)..].Trim(' ', '\t'))
        : new HeaderField(line, "", HasColon: false);

    public bool Is(string name) => string.Equals(Name, name, StringComparison.OrdinalIgnoreCase);
}
