using System.Management.Automation;
using LoopbackServer.Client;
using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests.Help;

/// <summary>Holds the help against the cmdlets as they really are.</summary>
public sealed class HelpTests : IDisposable
{
    private readonly PowerShellSession _session = new();

    public static TheoryData<string> Cmdlets =>
    [
        "Get-ParallelFetch", "Get-ParallelFetchLimit", "Measure-ParallelFetch", "Set-ParallelFetchLimit", "Start-ParallelFetch", "Stop-ParallelFetch", "Wait-ParallelFetch",
    ];

    public void Dispose() => _session.Dispose();

    [Fact]
    public void Every_exported_cmdlet_is_looked_at()
    {
        IEnumerable<string?> exported = _session.Run("Get-Command -Module ParallelFetch -CommandType Cmdlet | ForEach-Object { $_.Name }").Output.Select(name => name.ToString());

        Assert.Equal(Cmdlets.Select(row => row.Data).Order(StringComparer.Ordinal), exported.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void Parameters_in_the_help_are_those_of_the_cmdlet(string cmdlet)
    {
        PSObject help = Help(cmdlet);
        var command = (CmdletInfo)_session.Run($"Get-Command {cmdlet}").Output[0].BaseObject;
        List<ParameterMetadata> real = [.. command.Parameters.Values.Where(parameter => !Cmdlet.CommonParameters.Contains(parameter.Name) && !Cmdlet.OptionalCommonParameters.Contains(parameter.Name) && !parameter.Attributes.OfType<ParameterAttribute>().Any(attribute => attribute.DontShow))];
        Dictionary<string, PSObject> documented = Items(Value(help, "parameters"), "parameter").ToDictionary(parameter => Text(parameter, "name"));

        string[] expected = [.. real.Select(parameter => parameter.Name), .. Cmdlet.OptionalCommonParameters.Where(command.Parameters.ContainsKey)];
        Assert.Equal(expected.Order(StringComparer.Ordinal), documented.Keys.Order(StringComparer.Ordinal));
        foreach (ParameterMetadata parameter in real)
        {
            PSObject page = documented[parameter.Name];
            List<ParameterAttribute> attributes = [.. parameter.Attributes.OfType<ParameterAttribute>()];
            Assert.True(Description(page).Length > 20, $"{cmdlet} -{parameter.Name} is not described.");
            Assert.Equal(attributes.TrueForAll(attribute => attribute.Mandatory) ? "true" : "false", Text(page, "required"));
            string pipeline = Text(page, "pipelineInput");
            Assert.Equal(attributes.Exists(attribute => attribute.ValueFromPipeline), pipeline.Contains("ByValue", StringComparison.Ordinal));
            Assert.Equal(attributes.Exists(attribute => attribute.ValueFromPipelineByPropertyName), pipeline.Contains("ByPropertyName", StringComparison.Ordinal));
            string aliases = Text(page, "aliases");
            Assert.Equal(
                parameter.Aliases.Order(StringComparer.Ordinal),
                aliases is "" or "none" ? [] : aliases.Split(',', StringSplitOptions.TrimEntries).Order(StringComparer.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void Every_page_is_complete(string cmdlet)
    {
        PSObject help = Help(cmdlet);

        Assert.True(Text(help, "Synopsis").Length > 20);
        Assert.True(Description(help).Length > 50);
        Assert.NotEmpty(Items(Value(help, "examples"), "example"));
        Assert.All(Items(Value(help, "examples"), "example"), example => Assert.Contains("ParallelFetch", Text(example, "code"), StringComparison.Ordinal));
        Assert.True(File.Exists(Path.Combine(RepositoryLayout.Root, "docs", "en-US", cmdlet + ".md")));
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void The_syntax_has_every_parameter_set(string cmdlet)
    {
        var command = (CmdletInfo)_session.Run($"Get-Command {cmdlet}").Output[0].BaseObject;

        Assert.Equal(command.ParameterSets.Count, Items(Value(Help(cmdlet), "syntax"), "syntaxItem").Count);
    }

    [Fact]
    public void Every_error_id_is_in_the_help()
    {
        string notes = File.ReadAllText(Path.Combine(RepositoryLayout.Root, "docs", "en-US", "Start-ParallelFetch.md"));
        string kinds = File.ReadAllText(Path.Combine(RepositoryLayout.Root, "src", "ParallelFetch.Engine", "FetchFailureKind.cs"));

        foreach (string kind in kinds.Split('\n').Select(line => line.Trim()).Where(line => line.EndsWith(',') && !line.StartsWith('/')))
        {
            Assert.Contains(kind.TrimEnd(','), notes, StringComparison.Ordinal);
        }
    }

    private static PSObject? Value(PSObject item, string property) => item.Properties[property]?.Value is { } value ? PSObject.AsPSObject(value) : null;

    private static string Text(PSObject item, string property) => item.Properties[property]?.Value?.ToString() ?? string.Empty;

    private static string Description(PSObject item) => string.Concat(
        (item.Properties["description"]?.Value is IEnumerable<object> paragraphs ? paragraphs : [item.Properties["description"]?.Value!])
        .Where(paragraph => paragraph is not null)
        .Select(paragraph => Text(PSObject.AsPSObject(paragraph), "Text")));

    private static List<PSObject> Items(PSObject? parent, string property) => parent?.Properties[property]?.Value switch
    {
        null => [],
        PSObject { BaseObject: IEnumerable<object> list } => [.. list.Select(PSObject.AsPSObject)],
        IEnumerable<object> list => [.. list.Select(PSObject.AsPSObject)],
        object one => [PSObject.AsPSObject(one)],
    };

    private PSObject Help(string cmdlet) => Assert.Single(_session.Run($"Get-Help {cmdlet} -Full").Output);
}
