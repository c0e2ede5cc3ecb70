using System.Text.RegularExpressions;
using HelpBuilder.Model;
using Markdig.Syntax;

namespace HelpBuilder.Reading;

/// <summary>
/// Reads the syntax section. It alone has the order in which parameters are shown, and their types as PowerShell
/// names them; the rest is in the parameters' YAML blocks, which have to agree with it.
/// </summary>
internal static partial class SyntaxReader
{
    internal static List<SyntaxSet> Read(PageSection section, string commandName)
    {
        if (section.Parts.Count == 0)
        {
            throw new PageException("the section '## SYNTAX' has no parameter set: a '###' heading with a code block below");
        }

        // The default set comes first in Get-Help.
        return [.. section.Parts.OrderByDescending(part => DefaultMark().IsMatch(part.Title)).Select(part => ReadSet(part, commandName))];
    }

    /// <summary>Makes sure that the syntax and the parameters' YAML blocks name the same parameters.</summary>
    internal static void Check(IReadOnlyList<SyntaxSet> sets, IReadOnlyList<ParameterHelp> parameters)
    {
        foreach (SyntaxSet set in sets)
        {
            string[] shown = [.. set.Parameters.Select(parameter => parameter.Name)];
            string[] described = [.. parameters.Where(parameter => parameter.In(set) is not null && !parameter.Facts.DontShow).Select(parameter => parameter.Name)];
            if (shown.Except(described).FirstOrDefault() is { } undescribed)
            {
                throw new PageException($"the syntax of '{set.Name}' has -{undescribed}, but '## PARAMETERS' has no '### -{undescribed}' whose YAML block names this set");
            }

            if (described.Except(shown).FirstOrDefault() is { } hidden)
            {
                throw new PageException($"-{hidden} belongs to the parameter set '{set.Name}', but is missing in its syntax");
            }
        }

        string[] names = [.. sets.Select(set => set.Name), ParameterSetFacts.All];
        foreach (ParameterHelp parameter in parameters)
        {
            if (parameter.Facts.ParameterSets.Find(facts => !names.Contains(facts.Name)) is { } unknown)
            {
                throw new PageException($"the YAML block of -{parameter.Name} names the parameter set '{unknown.Name}', which '## SYNTAX' does not have");
            }
        }
    }

    private static SyntaxSet ReadSet(PageSection part, string commandName)
    {
        string name = DefaultMark().Replace(part.Title, string.Empty);
        string code = part.Body.OfType<CodeBlock>().FirstOrDefault()?.Lines.ToString()
            ?? throw new PageException($"the syntax of '{name}' has no code block");
        string line = code.ReplaceLineEndings(" ").Trim();
        if (line != commandName && !line.StartsWith(commandName + " ", StringComparison.Ordinal))
        {
            throw new PageException($"the syntax of '{name}' does not begin with {commandName}");
        }

        return new SyntaxSet(
            name,
            [.. ParameterInSyntax().Matches(line[commandName.Length..]).Select(match =>
                new SyntaxParameter(match.Groups["name"].Value, match.Groups["type"].Success ? match.Groups["type"].Value : null))]);
    }

    [GeneratedRegex(@"\s*\(Default\)$")]
    private static partial Regex DefaultMark();

    // [[-Name] <type>], [-Name] <type>, [-Name <type>], -Name <type>, [-Name] and -Name.
    [GeneratedRegex(@"(?<=[ \[])-(?<name>\w+)\]?(?:\s+<(?<type>[^>]+)>)?")]
    private static partial Regex ParameterInSyntax();
}
