using System.Xml.Linq;
using HelpBuilder.Model;
using static HelpBuilder.Writing.MamlNamespaces;

namespace HelpBuilder.Writing;

/// <summary>Makes the element of one cmdlet.</summary>
internal static class MamlCommand
{
    internal static XElement Of(CommandPage page) => new(
        Command + "command",
        Details(page),
        MamlText.Description(page.Description),
        Syntax(page),
        Parameters(page),
        Types("inputType", page.Inputs),
        Types("returnValue", page.Outputs),
        new XElement(Maml + "alertSet", new XElement(Maml + "alert", MamlText.Paragraphs(page.Notes))),
        new XElement(Command + "examples", page.Examples.Select(OfExample)),
        Links(page));

    private static XElement Details(CommandPage page)
    {
        string[] name = page.Name.Split('-', 2);
        return new XElement(
            Command + "details",
            new XElement(Command + "name", page.Name),
            page.Aliases.Count == 0 ? null : new XElement(Command + "synonyms", page.Aliases.Select(alias => new XElement(Command + "synonym", alias))),
            MamlText.Description(page.Synopsis),
            new XElement(Command + "verb", name[0]),
            new XElement(Command + "noun", name[^1]));
    }

    private static XElement Syntax(CommandPage page)
    {
        Dictionary<string, ParameterHelp> parameters = page.Parameters.ToDictionary(parameter => parameter.Name);
        return new XElement(
            Command + "syntax",
            page.Syntax.Select(set => new XElement(
                Command + "syntaxItem",
                new XElement(Maml + "name", page.Name),
                set.Parameters.Select(shown => MamlParameter.ForSyntax(parameters[shown.Name], parameters[shown.Name].In(set)!, shown.TypeName)))));
    }

    private static XElement Parameters(CommandPage page)
    {
        ILookup<string, string?> typeNames = page.Syntax.SelectMany(set => set.Parameters).ToLookup(shown => shown.Name, shown => shown.TypeName);
        return new XElement(
            Command + "parameters",
            page.Parameters.Where(parameter => !parameter.Facts.DontShow)
                .Select(parameter => MamlParameter.ForList(parameter, typeNames[parameter.Name].FirstOrDefault())));
    }

    private static XElement Types(string elementName, IEnumerable<TypeNote> types) => new(
        Command + (elementName + "s"),
        types.Select(type => new XElement(
            Command + elementName,
            new XElement(Dev + "type", new XElement(Maml + "name", type.TypeName)),
            MamlText.Description(type.Description))));

    // An empty paragraph parts the remarks from the next example's title.
    private static XElement OfExample(Example example) => new(
        Command + "example",
        new XElement(Maml + "title", $"---------- {example.Title} ----------"),
        Introduction(example),
        new XElement(Dev + "code", example.Code),
        new XElement(Dev + "remarks", MamlText.Paragraphs(example.Remarks.Count == 0 ? [] : example.Remarks.Append(string.Empty))));

    // Get-Help puts no line break behind an introduction, but leaves those in it alone.
    private static XElement? Introduction(Example example) => example.Introduction.Count == 0
        ? null
        : new XElement(Maml + "introduction", new XElement(Maml + "para", string.Join("\n\n", example.Introduction) + "\n\n"));

    // Get-Help -Online opens the first address it finds, whatever it leads to. Without a page of the cmdlet's own, the
    // addresses of other pages are therefore only text.
    private static XElement Links(CommandPage page)
    {
        bool online = page.HelpUri.Length > 0;
        IEnumerable<RelatedLink> links = online ? page.Links.Prepend(new RelatedLink("Online Version:", page.HelpUri)) : page.Links;
        return new XElement(
            Maml + "relatedLinks",
            links.Select(link => new XElement(
                Maml + "navigationLink",
                new XElement(Maml + "linkText", online || link.Address is null ? link.Text : $"{link.Text} ({link.Address})"),
                online ? new XElement(Maml + "uri", link.Address) : null)));
    }
}
