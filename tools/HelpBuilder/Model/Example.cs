namespace HelpBuilder.Model;

/// <summary>One example. Get-Help shows the introduction, the code and the remarks, in this order.</summary>
/// <param name="Title">The heading, such as "Example 1: Fetch several URLs".</param>
/// <param name="Introduction">What stands before the first code block.</param>
/// <param name="Code">The code blocks that follow one another: the commands and what they print.</param>
/// <param name="Remarks">What follows them.</param>
internal sealed record Example(string Title, IReadOnlyList<string> Introduction, string Code, IReadOnlyList<string> Remarks);
