using System.Management.Automation;

namespace ParallelFetch.Binding;

/// <summary>Which streams of a cmdlet somebody listens to: what nobody does need not be made.</summary>
internal static class WantedStreams
{
    /// <summary>What the engine has to tell for the verbose and debug streams.</summary>
    internal static FetchTrace TraceOf(PSCmdlet cmdlet) =>
        (IsWanted(cmdlet, "Verbose", "VerbosePreference") ? FetchTrace.Attempts : 0)
        | (IsWanted(cmdlet, "Debug", "DebugPreference") ? FetchTrace.Headers : 0);

    /// <summary>Whether progress is shown anywhere.</summary>
    internal static bool Progress(PSCmdlet cmdlet) => IsWanted(cmdlet, "ProgressAction", "ProgressPreference", byDefault: true);

    // The parameter beats the variable, as it does in the engine, -Verbose:$false included.
    private static bool IsWanted(PSCmdlet cmdlet, string parameter, string variable, bool byDefault = false)
    {
        if (cmdlet.MyInvocation.BoundParameters.TryGetValue(parameter, out object? given) && given is SwitchParameter isOn)
        {
            return isOn;
        }

        object? action = given ?? cmdlet.GetVariableValue(variable);
        return LanguagePrimitives.TryConvertTo(action, out ActionPreference preference)
            ? preference is not (ActionPreference.SilentlyContinue or ActionPreference.Ignore)
            : byDefault;
    }
}
