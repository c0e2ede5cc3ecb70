using System.Xml.Linq;
using HelpBuilder.Model;
using static HelpBuilder.Writing.MamlNamespaces;

namespace HelpBuilder.Writing;

/// <summary>Makes the element of a parameter: briefly for the syntax, in full for the list of parameters.</summary>
internal static class MamlParameter
{
    internal static XElement ForSyntax(ParameterHelp parameter, ParameterSetFacts facts, string? typeName) => new(
        Command + "parameter",
        Attributes(parameter, facts),
        new XElement(Maml + "name", parameter.Name),
        Value(parameter, typeName, alternatives: true));

    internal static XElement ForList(ParameterHelp parameter, string? typeName) => new(
        Command + "parameter",
        Attributes(parameter, parameter.Facts.ParameterSets[0]),
        new XElement(Maml + "name", parameter.Name),
        MamlText.Description(Describe(parameter)),
        Value(parameter, typeName, alternatives: false),
        new XElement(Dev + "type", new XElement(Maml + "name", parameter.Facts.Type)),
        new XElement(Dev + "defaultValue", parameter.Facts.DefaultValue));

    private static IEnumerable<string> Describe(ParameterHelp parameter) => parameter.Facts.AcceptedValues.Count == 0
        ? parameter.Description
        : parameter.Description.Append($"Accepted values: {string.Join(", ", parameter.Facts.AcceptedValues)}");

    private static object[] Attributes(ParameterHelp parameter, ParameterSetFacts facts) =>
    [
        new XAttribute("required", facts.IsRequired),
        new XAttribute("variableLength", parameter.Facts.Type.EndsWith("[]", StringComparison.Ordinal)),
        new XAttribute("globbing", parameter.Facts.SupportsWildcards),
        new XAttribute("pipelineInput", PipelineInput(facts)),
        new XAttribute("position", int.TryParse(facts.Position, out _) ? facts.Position : "named"),
        new XAttribute("aliases", parameter.Facts.Aliases.Count == 0 ? "none" : string.Join(", ", parameter.Facts.Aliases)),
    ];

    private static string PipelineInput(ParameterSetFacts facts) => (facts.ValueFromPipeline, facts.ValueFromPipelineByPropertyName) switch
    {
        (true, true) => "true (ByValue, ByPropertyName)",
        (true, false) => "true (ByValue)",
        (false, true) => "true (ByPropertyName)",
        _ => "false",
    };

    // A switch has no value; Get-Help shows alternatives in braces, but only in the syntax.
    private static XElement? Value(ParameterHelp parameter, string? typeName, bool alternatives) => typeName switch
    {
        null => null,
        _ when alternatives && parameter.Facts.AcceptedValues.Count > 0 =>
            new XElement(Command + "parameterValueGroup", parameter.Facts.AcceptedValues.Select(ValueElement)),
        _ => ValueElement(typeName),
    };

    private static XElement ValueElement(string value) =>
        new(Command + "parameterValue", new XAttribute("required", true), new XAttribute("variableLength", value.EndsWith("[]", StringComparison.Ordinal)), value);
}
