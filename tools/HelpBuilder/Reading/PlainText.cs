using System.Text;
using Markdig.Extensions.Tables;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace HelpBuilder.Reading;

/// <summary>
/// Turns Markdown into the plain text that Get-Help shows: one string for each paragraph, list, table or code block.
/// A paragraph becomes one line, because only the console knows how wide it is.
/// </summary>
internal static class PlainText
{
    private const string Bullet = "- ";
    private const string CodeIndent = "    ";

    internal static List<string> Of(IEnumerable<Block> blocks) =>
        [.. blocks.Where(block => block is not HtmlBlock { Type: HtmlBlockType.Comment }).Select(Of)];

    internal static string Of(Block block) => block switch
    {
        LeafBlock { Inline: { } inline } => Of(inline),
        CodeBlock code => Indent(code.Lines.ToString(), CodeIndent, CodeIndent),
        Table table => TextTable.Of(table),
        ListBlock list => OfList(list),
        ContainerBlock container => string.Join("\n\n", Of(container.AsEnumerable())),
        _ => throw new PageException($"line {block.Line + 1}: a {block.GetType().Name} cannot be shown by Get-Help"),
    };

    internal static string Of(ContainerInline? container)
    {
        var text = new StringBuilder();
        foreach (Inline inline in container ?? [])
        {
            Append(text, inline);
        }

        return text.ToString().Trim();
    }

    private static void Append(StringBuilder text, Inline inline)
    {
        switch (inline)
        {
            case LiteralInline literal:
                text.Append(literal.Content.AsSpan());
                break;
            case CodeInline code:
                text.Append(code.Content);
                break;
            case LineBreakInline lineBreak:
                text.Append(lineBreak.IsHard ? '\n' : ' ');
                break;
            case HtmlEntityInline entity:
                text.Append(entity.Transcoded.AsSpan());
                break;
            case AutolinkInline link:
                text.Append(link.Url);
                break;
            case LinkInline link:
                AppendLink(text, link);
                break;
            case HtmlInline:
                break;
            case ContainerInline container:
                text.Append(Of(container));
                break;
            default:
                throw new PageException($"line {inline.Line + 1}: a {inline.GetType().Name} cannot be shown by Get-Help");
        }
    }

    // An address in the middle of a text has to be readable; a page of this module is found by its name.
    private static void AppendLink(StringBuilder text, LinkInline link)
    {
        text.Append(Of((ContainerInline)link));
        if (AddressOf(link) is { } address)
        {
            text.Append(" (").Append(address).Append(')');
        }
    }

    /// <summary>The web address that a link leads to; null when it leads to another page here.</summary>
    internal static string? AddressOf(LinkInline link) =>
        Uri.TryCreate(link.Url, UriKind.Absolute, out Uri? address) && address.Scheme.StartsWith("http", StringComparison.Ordinal)
            ? link.Url
            : null;

    private static string OfList(ListBlock list)
    {
        int number = 0;
        IEnumerable<string> items = list.Cast<ListItemBlock>().Select(item =>
        {
            number++;
            string mark = list.IsOrdered ? $"{number}. " : Bullet;
            return Indent(string.Join('\n', Of(item.AsEnumerable())), mark, new string(' ', mark.Length));
        });
        return string.Join('\n', items);
    }

    private static string Indent(string text, string first, string others) =>
        first + text.ReplaceLineEndings("\n").Replace("\n", "\n" + others, StringComparison.Ordinal);
}
