using System.Management.Automation;

namespace ParallelFetch.Binding;

/// <summary>
/// Lets text that was given, but empty, be told from text that was not given: $null, empty and blank text become empty
/// text, and what was not given stays null. PowerShell says this nowhere for what comes with an object of the pipeline.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class GivenTextAttribute : ArgumentTransformationAttribute
{
    /// <summary>Whether the NULL of a database, by which it says that there is no value, counts as given.</summary>
    public bool IsDatabaseNullGiven { get; set; }

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => PSValue.Unwrap(inputData) switch
    {
        null => string.Empty,
        DBNull => IsDatabaseNullGiven ? string.Empty : null,
        string text when string.IsNullOrWhiteSpace(text) => string.Empty,
        _ => inputData,
    };
}
