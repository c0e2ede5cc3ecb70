using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace HelpBuilder.Reading;

/// <summary>The YAML lines at the head of a page.</summary>
internal sealed class FrontMatter
{
    private const string SchemaVersion = "2024-05-01";

    private readonly Dictionary<string, string?> _entries;

    private FrontMatter(Dictionary<string, string?> entries) => _entries = entries;

    /// <summary>Whether the page is about a cmdlet; else it lists the module's cmdlets.</summary>
    internal bool IsCommand => this["document type"] == "cmdlet";

    internal string this[string key] => _entries.GetValueOrDefault(key) ?? string.Empty;

    /// <summary>Reads it.</summary>
    /// <param name="yaml">The lines between the markers; null when the page has none.</param>
    internal static FrontMatter Read(string? yaml)
    {
        if (yaml is null)
        {
            throw new PageException("the front matter is missing: a page begins with a YAML block between two lines of ---");
        }

        Dictionary<string, string?> entries;
        try
        {
            entries = new DeserializerBuilder().Build().Deserialize<Dictionary<string, string?>?>(yaml) ?? [];
        }
        catch (YamlException exception)
        {
            throw new PageException($"the front matter is not valid YAML: {exception.Message.TrimEnd('.')}", exception);
        }

        var matter = new FrontMatter(entries);
        matter.Check();
        return matter;
    }

    private void Check()
    {
        Require("document type", "cmdlet", "module");
        Require("PlatyPS schema version", SchemaVersion);
        Require("title");
        Require("Module Name");
        Require("Locale");
        if (IsCommand)
        {
            Require("external help file");
        }
    }

    private void Require(string key, params string[] allowed)
    {
        string value = this[key];
        if (value.Length == 0)
        {
            throw new PageException($"the front matter has no '{key}'");
        }

        if (allowed.Length > 0 && !allowed.Contains(value))
        {
            throw new PageException($"the front matter's '{key}' is '{value}', not {string.Join(" or ", allowed)}");
        }
    }
}
