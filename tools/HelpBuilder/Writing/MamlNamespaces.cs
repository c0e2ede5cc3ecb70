using System.Xml.Linq;

namespace HelpBuilder.Writing;

/// <summary>The namespaces of a help file.</summary>
internal static class MamlNamespaces
{
    internal static readonly XNamespace HelpItems = "http://msh";
    internal static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";
    internal static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    internal static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";
}
