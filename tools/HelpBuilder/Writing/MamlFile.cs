using System.Text;
using System.Xml;
using System.Xml.Linq;
using HelpBuilder.Model;
using static HelpBuilder.Writing.MamlNamespaces;

namespace HelpBuilder.Writing;

/// <summary>Makes the text of a help file: what Get-Help reads of the cmdlets of one assembly.</summary>
internal static class MamlFile
{
    internal static byte[] Of(IEnumerable<CommandPage> pages)
    {
        var document = new XDocument(new XElement(
            HelpItems + "helpItems",
            new XAttribute(XNamespace.Xmlns + "maml", Maml),
            new XAttribute(XNamespace.Xmlns + "command", Command),
            new XAttribute(XNamespace.Xmlns + "dev", Dev),
            new XAttribute("schema", "maml"),
            pages.Select(MamlCommand.Of)));

        // The same on every system, so that a build's output can be compared.
        var settings = new XmlWriterSettings
        {
            Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            Indent = true,
            NewLineChars = "\n",
            NewLineHandling = NewLineHandling.Replace,
        };
        using var stream = new MemoryStream();
        using (var writer = XmlWriter.Create(stream, settings))
        {
            document.Save(writer);
        }

        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }
}
