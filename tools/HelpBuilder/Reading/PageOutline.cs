using Markdig.Extensions.Yaml;
using Markdig.Syntax;

namespace HelpBuilder.Reading;

/// <summary>Divides a cmdlet's page into its sections, which have fixed names and a fixed order.</summary>
internal static class PageOutline
{
    private const string Optional = "ALIASES";

    private static readonly string[] Titles =
    [
        "SYNOPSIS", "SYNTAX", "ALIASES", "DESCRIPTION", "EXAMPLES", "PARAMETERS", "INPUTS", "OUTPUTS", "NOTES", "RELATED LINKS",
    ];

    /// <summary>The sections by their names.</summary>
    /// <param name="document">The page.</param>
    /// <param name="title">What its first heading has to say.</param>
    internal static Dictionary<string, PageSection> Divide(MarkdownDocument document, string title)
    {
        List<PageSection> sections = Sections(document, title);
        string[] found = [.. sections.Select(section => section.Title)];
        if (Array.Find(found, name => !Titles.Contains(name)) is { } unknown)
        {
            throw new PageException($"the heading '## {unknown}' is not known; the headings are {string.Join(", ", Titles)}");
        }

        if (Array.Find(Titles, name => name != Optional && !found.Contains(name)) is { } missing)
        {
            throw new PageException($"the section '## {missing}' is missing");
        }

        if (!found.SequenceEqual(Titles.Where(found.Contains)))
        {
            throw new PageException($"the sections are repeated or out of order; the order is {string.Join(", ", Titles)}");
        }

        return sections.ToDictionary(section => section.Title);
    }

    private static List<PageSection> Sections(MarkdownDocument document, string title)
    {
        List<PageSection> sections = [];
        bool titled = false;
        foreach (Block block in document)
        {
            switch (block)
            {
                case YamlFrontMatterBlock:
                    break;
                case HeadingBlock { Level: 1 } heading when !titled && PlainText.Of(heading.Inline) == title:
                    titled = true;
                    break;
                case HeadingBlock { Level: 2 } heading when titled:
                    sections.Add(new PageSection(PlainText.Of(heading.Inline)));
                    break;
                case HeadingBlock { Level: 3 } heading when sections.Count > 0:
                    sections[^1].Parts.Add(new PageSection(PlainText.Of(heading.Inline)));
                    break;
                case HeadingBlock heading:
                    throw new PageException($"the heading '{PlainText.Of(heading.Inline)}' in line {heading.Line + 1} is not where it may be");
                case LinkReferenceDefinitionGroup:
                    break;
                case Block when sections.Count == 0:
                    throw new PageException($"the text in line {block.Line + 1} stands before the first section, or '# {title}' is missing");
                default:
                    PageSection section = sections[^1];
                    (section.Parts.Count == 0 ? section : section.Parts[^1]).Body.Add(block);
                    break;
            }
        }

        return sections;
    }
}
