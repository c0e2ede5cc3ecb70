using HelpBuilder.Model;
using Markdig.Syntax;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace HelpBuilder.Reading;

/// <summary>Reads the parameters section.</summary>
internal static class ParameterReader
{
    // Get-Help adds a text of its own for these.
    private const string CommonParameters = "CommonParameters";

    internal static List<ParameterHelp> Read(PageSection section)
    {
        List<ParameterHelp> parameters = [.. section.Parts.Where(part => part.Title != CommonParameters).Select(ReadParameter)];
        return parameters.GroupBy(parameter => parameter.Name).FirstOrDefault(same => same.Count() > 1) is { } repeated
            ? throw new PageException($"'### -{repeated.Key}' occurs more than once")
            : parameters;
    }

    private static ParameterHelp ReadParameter(PageSection part)
    {
        if (!part.Title.StartsWith('-') || part.Title.Contains(' ', StringComparison.Ordinal))
        {
            throw new PageException($"the heading '### {part.Title}' in '## PARAMETERS' is not a parameter's name with a hyphen before it");
        }

        FencedCodeBlock yaml = part.Body.OfType<FencedCodeBlock>().LastOrDefault(block => block.Info == "yaml")
            ?? throw new PageException($"{part.Title} has no YAML block");
        ParameterFacts facts = ReadFacts(part.Title, yaml.Lines.ToString());
        List<string> description = PlainText.Of(part.Body.Where(block => block != yaml));
        return description.Count == 0
            ? throw new PageException($"{part.Title} has no description")
            : new ParameterHelp(part.Title[1..], description, facts);
    }

    private static ParameterFacts ReadFacts(string name, string yaml)
    {
        ParameterFacts facts;
        try
        {
            facts = new DeserializerBuilder().IncludeNonPublicProperties().Build().Deserialize<ParameterFacts?>(yaml) ?? new ParameterFacts();
        }
        catch (YamlException exception)
        {
            string reason = (exception.InnerException ?? exception).Message.TrimEnd('.');
            throw new PageException($"the YAML block of {name} cannot be read near its line {exception.Start.Line}: {reason}", exception);
        }

        string? missing = facts.Type.Length == 0 ? nameof(facts.Type) : facts.ParameterSets.Count == 0 ? nameof(facts.ParameterSets) : null;
        return missing is null ? facts : throw new PageException($"the YAML block of {name} has no {missing}");
    }
}
