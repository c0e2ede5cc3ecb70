using System.Management.Automation;

namespace ParallelFetch.Tests.Hosting;

/// <summary>All that came out of a script.</summary>
public sealed record RunResult(
    IReadOnlyList<PSObject> Output,
    IReadOnlyList<ErrorRecord> Errors,
    IReadOnlyList<string> Verbose,
    IReadOnlyList<string> Warnings,
    IReadOnlyList<ProgressRecord> Progress,
    IContainsErrorRecord? Thrown)
{
    public IReadOnlyList<string> Debug { get; init; } = [];

    public IReadOnlyList<InformationRecord> Information { get; init; } = [];

    /// <summary>The ids of the non-terminating errors, without the cmdlet's name.</summary>
    public IEnumerable<string> ErrorIds => Errors.Select(error => IdOf(error));

    /// <summary>The id of the error that ended the script.</summary>
    public string? ThrownId => Thrown is null ? null : IdOf(Thrown.ErrorRecord);

    /// <summary>A property of every object that came out.</summary>
    public IEnumerable<T?> All<T>(string property) => Output.Select(item => item.Get<T>(property));

    private static string IdOf(ErrorRecord error) => error.FullyQualifiedErrorId.Split(',')[0];
}

/// <summary>Reading properties as PowerShell does.</summary>
public static class PSObjectExtensions
{
    public static T? Get<T>(this PSObject item, string property)
    {
        object? value = item.Properties[property]?.Value;
        return value is null ? default : (T)(value is PSObject wrapper && typeof(T) != typeof(PSObject) ? wrapper.BaseObject : value);
    }
}
