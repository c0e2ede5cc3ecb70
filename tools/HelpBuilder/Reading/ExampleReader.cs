using HelpBuilder.Model;
using Markdig.Syntax;

namespace HelpBuilder.Reading;

/// <summary>Reads the examples section.</summary>
internal static class ExampleReader
{
    internal static List<Example> Read(PageSection section) => section.Parts.Count == 0
        ? throw new PageException("the section '## EXAMPLES' has no example: a '###' heading with a code block below")
        : [.. section.Parts.Select(ReadExample)];

    private static Example ReadExample(PageSection part)
    {
        int start = part.Body.FindIndex(block => block is FencedCodeBlock);
        if (start < 0)
        {
            throw new PageException($"'{part.Title}' has no code block");
        }

        // Only code blocks that follow one another are the code: text between two of them would lose its place.
        List<FencedCodeBlock> code = [.. part.Body.Skip(start).TakeWhile(block => block is FencedCodeBlock).Cast<FencedCodeBlock>()];
        return new Example(
            part.Title,
            PlainText.Of(part.Body.Take(start)),
            string.Join("\n\n", code.Select(block => block.Lines.ToString().ReplaceLineEndings("\n"))),
            PlainText.Of(part.Body.Skip(start + code.Count)));
    }
}
