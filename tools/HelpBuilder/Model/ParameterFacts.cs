namespace HelpBuilder.Model;

/// <summary>The YAML block of a parameter in the PlatyPS schema 2024-05-01; the members have its names.</summary>
internal sealed class ParameterFacts
{
    public string Type { get; set; } = string.Empty;

    public string DefaultValue { get; set; } = string.Empty;

    public bool SupportsWildcards { get; set; }

    public List<string> Aliases { get; set; } = [];

    public List<ParameterSetFacts> ParameterSets { get; set; } = [];

    public bool DontShow { get; set; }

    public List<string> AcceptedValues { get; set; } = [];

    public string HelpMessage { get; set; } = string.Empty;
}

/// <summary>How a parameter takes part in a parameter set.</summary>
internal sealed class ParameterSetFacts
{
    /// <summary>The name that stands for every set.</summary>
    internal const string All = "(All)";

    public string Name { get; set; } = string.Empty;

    public string Position { get; set; } = string.Empty;

    public bool IsRequired { get; set; }

    public bool ValueFromPipeline { get; set; }

    public bool ValueFromPipelineByPropertyName { get; set; }

    public bool ValueFromRemainingArguments { get; set; }
}
