using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;

namespace ParallelFetch.Tests.Hosting;

/// <summary>The cmdlet objects of a pipeline that runs. PowerShell shows nobody its own, so they are read by reflection.</summary>
public static class RunningCommands
{
    /// <summary>To be called by a script block of ForEach-Object: a weak reference to the command that begins its pipeline.</summary>
    public static WeakReference First()
    {
        object? context = Read(Runspace.DefaultRunspace, "ExecutionContext");
        object? runtime = Read(Read(context, "CurrentCommandProcessor"), "CommandRuntime");
        var commands = (IEnumerable)Read(Read(runtime, "PipelineProcessor"), "Commands")!;
        return new WeakReference((Cmdlet)Read(commands.Cast<object>().First(), "Command")!);
    }

    private static object? Read(object? source, string property)
    {
        const BindingFlags AnyInstance = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        for (Type? type = source!.GetType(); type is not null; type = type.BaseType)
        {
            if (type.GetProperty(property, AnyInstance) is { } found)
            {
                return found.GetValue(source);
            }
        }

        throw new MissingMemberException(source.GetType().FullName, property);
    }
}
