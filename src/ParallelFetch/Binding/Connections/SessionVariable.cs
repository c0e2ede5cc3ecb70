using System.Management.Automation;

namespace ParallelFetch.Binding;

/// <summary>
/// Makes the session of -SessionVariable. It is one of Invoke-WebRequest's own, so that both cmdlets can go on with it;
/// its type is found by name, and only where PowerShell has its module Microsoft.PowerShell.Utility.
/// </summary>
internal static class SessionVariable
{
    private const string TypeName = "Microsoft.PowerShell.Commands.WebRequestSession";

    /// <exception cref="CallException">This PowerShell has no such type.</exception>
    internal static object CreateSession(CommandInvocationIntrinsics commands)
    {
        // Naming the cmdlet loads its module, and with it the type.
        commands.GetCommand("Invoke-WebRequest", CommandTypes.Cmdlet);
        return LanguagePrimitives.TryConvertTo(TypeName, out Type? type) && type is not null && Activator.CreateInstance(type) is { } session
            ? session
            : throw new CallException(
                "SessionVariableNotSupported",
                "SessionVariable needs the module Microsoft.PowerShell.Utility, which this PowerShell lacks. -WebSession takes any object with a property Cookies that is a CookieContainer.",
                ErrorCategory.NotInstalled);
    }
}
