using System.Globalization;
using System.Management.Automation;

namespace ParallelFetch.Binding;

/// <summary>Values as PowerShell hands them over.</summary>
internal static class PSValue
{
    /// <summary>The object inside the wrapper that PowerShell may have put around it.</summary>
    internal static object? Unwrap(object? value) => value is PSObject wrapper ? wrapper.BaseObject : value;

    /// <summary>The same, but a custom object, whose properties are on the wrapper, stays as it is.</summary>
    internal static object? UnwrapData(object? value) => value is PSObject { BaseObject: not PSCustomObject } wrapper ? wrapper.BaseObject : value;

    /// <summary>A value as text, as PowerShell writes it whatever the culture.</summary>
    internal static string ToText(object? value) =>
        value is null ? string.Empty : (string)LanguagePrimitives.ConvertTo(value, typeof(string), CultureInfo.InvariantCulture);
}
