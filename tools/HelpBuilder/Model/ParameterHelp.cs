namespace HelpBuilder.Model;

/// <summary>What a page says of one parameter.</summary>
/// <param name="Name">Its name, without the hyphen.</param>
/// <param name="Description">The text.</param>
/// <param name="Facts">The YAML block.</param>
internal sealed record ParameterHelp(string Name, IReadOnlyList<string> Description, ParameterFacts Facts)
{
    /// <summary>How the parameter takes part in a parameter set; null when it does not.</summary>
    internal ParameterSetFacts? In(SyntaxSet set) =>
        Facts.ParameterSets.Find(facts => facts.Name == ParameterSetFacts.All || facts.Name == set.Name);
}
