namespace HelpBuilder.Model;

/// <summary>What the page of one cmdlet says, as plain text.</summary>
internal sealed record CommandPage
{
    internal required string Name { get; init; }

    /// <summary>The file name of the help file that the cmdlet's help belongs in.</summary>
    internal required string HelpFile { get; init; }

    /// <summary>Where Get-Help -Online leads; empty for nowhere.</summary>
    internal required string HelpUri { get; init; }

    internal required IReadOnlyList<string> Synopsis { get; init; }

    internal required IReadOnlyList<SyntaxSet> Syntax { get; init; }

    internal required IReadOnlyList<string> Aliases { get; init; }

    internal required IReadOnlyList<string> Description { get; init; }

    internal required IReadOnlyList<Example> Examples { get; init; }

    internal required IReadOnlyList<ParameterHelp> Parameters { get; init; }

    internal required IReadOnlyList<TypeNote> Inputs { get; init; }

    internal required IReadOnlyList<TypeNote> Outputs { get; init; }

    internal required IReadOnlyList<string> Notes { get; init; }

    internal required IReadOnlyList<RelatedLink> Links { get; init; }
}
