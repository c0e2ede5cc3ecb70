namespace HelpBuilder.Model;

/// <summary>One parameter set as the page's syntax shows it.</summary>
/// <param name="Name">Its name, or <see cref="AllSets"/> where a cmdlet has only one.</param>
/// <param name="Parameters">Its parameters, in the order in which they are shown.</param>
internal sealed record SyntaxSet(string Name, IReadOnlyList<SyntaxParameter> Parameters)
{
    /// <summary>The heading of the only set of a cmdlet.</summary>
    internal const string AllSets = "__AllParameterSets";
}

/// <summary>A parameter in the syntax.</summary>
/// <param name="Name">Its name, without the hyphen.</param>
/// <param name="TypeName">Its type as PowerShell shows it; null for a switch.</param>
internal sealed record SyntaxParameter(string Name, string? TypeName);
