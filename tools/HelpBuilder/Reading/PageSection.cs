using Markdig.Syntax;

namespace HelpBuilder.Reading;

/// <summary>A heading of the second level and what stands below it, or one of the third level within.</summary>
/// <param name="Title">The text of the heading.</param>
/// <param name="Body">The blocks up to the next heading.</param>
/// <param name="Parts">The sections of the next level.</param>
internal sealed record PageSection(string Title, List<Block> Body, List<PageSection> Parts)
{
    internal PageSection(string title)
        : this(title, [], [])
    {
    }
}
