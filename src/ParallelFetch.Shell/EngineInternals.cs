using System.Management.Automation;
using System.Reflection;
using Microsoft.PowerShell.Commands.Internal.Format;

namespace ParallelFetch.Shell;

/// <summary>
/// The only place that reaches into the engine's non-public parts. pwsh's own Select-Object and Format-Table are friends of the
/// engine and use exactly these; there is no public way to the same behaviour.
/// </summary>
internal static class EngineInternals
{
    private const BindingFlags AnyInstance = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
    private static readonly Assembly Engine = typeof(PSObject).Assembly;

    /// <summary>What a cmdlet throws to end the commands before it in the pipeline while those after it run to their end.</summary>
    public static Exception StopUpstream(Cmdlet requestedBy) =>
        Create<Exception>("System.Management.Automation.StopUpstreamCommandsException", requestedBy);

    /// <summary>Gives a formatting cmdlet the engine's implementation of a shape ("Table", "List").</summary>
    public static void UseShape(FrontEndCommandBase command, string shape)
    {
        Type shapes = Find("Microsoft.PowerShell.Commands.Internal.Format.FormatShape");
        object implementation = Create<object>(
            "Microsoft.PowerShell.Commands.Internal.Format.InnerFormatShapeCommand",
            Enum.Parse(shapes, shape));
        FieldInfo field = typeof(FrontEndCommandBase).GetField("implementation", AnyInstance)
            ?? throw Missing("FrontEndCommandBase.implementation");
        field.SetValue(command, implementation);
    }

    private static T Create<T>(string typeName, object argument)
        where T : class =>
        Activator.CreateInstance(Find(typeName), AnyInstance, binder: null, [argument], culture: null) as T ?? throw Missing(typeName);

    private static Type Find(string typeName) => Engine.GetType(typeName) ?? throw Missing(typeName);

    private static PSNotSupportedException Missing(string name) =>
        new($"This version of the PowerShell engine has no {name}.");
}
