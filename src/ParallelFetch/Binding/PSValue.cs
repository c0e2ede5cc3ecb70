using System.Management.Automation;

namespace ParallelFetch.Binding;

/// <summary>Values as PowerShell hands them over.</summary>
internal static class PSValue
{
    /// <summary>The object inside the wrapper that PowerShell may have put around it.</summary>
    internal static object? Unwrap(object? value) => value is PSObject wrapper ? wrapper.BaseObject : value;
}
