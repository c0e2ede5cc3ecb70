using System.Text.RegularExpressions;
using HelpBuilder.Model;
using Markdig;
using Markdig.Extensions.Yaml;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace HelpBuilder.Reading;

/// <summary>Reads a page in the PlatyPS schema 2024-05-01.</summary>
internal static partial class CommandPageReader
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UseYamlFrontMatter().UsePipeTables().Build();

    /// <summary>Reads a page.</summary>
    /// <param name="markdown">Its text.</param>
    /// <returns>Null when the page is about the module: that one is for web sites, MAML has no place for it.</returns>
    internal static CommandPage? Read(string markdown)
    {
        if (Placeholder().Match(markdown) is { Success: true } placeholder)
        {
            throw new PageException($"'{placeholder.Value}' has not been filled in");
        }

        MarkdownDocument document = Markdown.Parse(markdown, Pipeline);
        FrontMatter matter = FrontMatter.Read(document.OfType<YamlFrontMatterBlock>().FirstOrDefault()?.Lines.ToString());
        return matter.IsCommand ? ReadCommand(document, matter) : null;
    }

    private static CommandPage ReadCommand(MarkdownDocument document, FrontMatter matter)
    {
        string name = matter["title"];
        Dictionary<string, PageSection> sections = PageOutline.Divide(document, name);
        var page = new CommandPage
        {
            Name = name,
            HelpFile = matter["external help file"],
            HelpUri = matter["HelpUri"],
            Synopsis = ReadText(sections["SYNOPSIS"]),
            Syntax = SyntaxReader.Read(sections["SYNTAX"], name),
            Aliases = sections.TryGetValue("ALIASES", out PageSection? aliases) ? ReadAliases(aliases) : [],
            Description = ReadText(sections["DESCRIPTION"]),
            Examples = ExampleReader.Read(sections["EXAMPLES"]),
            Parameters = ParameterReader.Read(sections["PARAMETERS"]),
            Inputs = ReadTypes(sections["INPUTS"]),
            Outputs = ReadTypes(sections["OUTPUTS"]),
            Notes = PlainText.Of(sections["NOTES"].Body),
            Links = ReadLinks(sections["RELATED LINKS"]),
        };
        SyntaxReader.Check(page.Syntax, page.Parameters);
        return page;
    }

    private static List<string> ReadText(PageSection section) => section.Body.Count == 0
        ? throw new PageException($"the section '## {section.Title}' is empty")
        : PlainText.Of(section.Body);

    // "This cmdlet has the following aliases," and then one in each line; another sentence says that there is none.
    private static List<string> ReadAliases(PageSection section)
    {
        string[] words = string.Join(' ', PlainText.Of(section.Body)).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return [.. words.SkipWhile(word => word != "aliases,").Skip(1).Select(word => word.Trim(',', '-'))];
    }

    private static List<TypeNote> ReadTypes(PageSection section) =>
        [.. section.Parts.Select(part => new TypeNote(part.Title, PlainText.Of(part.Body)))];

    private static List<RelatedLink> ReadLinks(PageSection section) =>
        [.. section.Body.SelectMany(block => block.Descendants<LinkInline>())
            .Select(link => new RelatedLink(PlainText.Of((ContainerInline)link), PlainText.AddressOf(link)))];

    [GeneratedRegex(@"\{\{\s*(Fill|Insert|Add)\b[^}]*\}\}", RegexOptions.IgnoreCase)]
    private static partial Regex Placeholder();
}
