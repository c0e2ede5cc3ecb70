using System.Xml.Linq;
using static HelpBuilder.Writing.MamlNamespaces;

namespace HelpBuilder.Writing;

/// <summary>Makes the elements that hold text.</summary>
internal static class MamlText
{
    internal static XElement Description(IEnumerable<string> paragraphs) => new(Maml + "description", Paragraphs(paragraphs));

    internal static IEnumerable<XElement> Paragraphs(IEnumerable<string> paragraphs) =>
        paragraphs.Select(paragraph => new XElement(Maml + "para", paragraph));
}
