using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;

namespace ParallelFetch.Shell.Commands;

/// <summary>Simple versions of the everyday cmdlets that the bare engine lacks. pwsh has the real ones.</summary>
internal static class StandIns
{
    private static readonly Type[] Types =
    [
        typeof(FormatListCommand),
        typeof(FormatTableCommand),
        typeof(GetContentCommand),
        typeof(MeasureCommandCommand),
        typeof(SelectObjectCommand),
        typeof(WriteHostCommand),
        typeof(WriteOutputCommand),
    ];

    public static IEnumerable<string> Names => Types.Select(NameOf);

    /// <summary>Adds those that the session does not have already.</summary>
    public static void AddMissing(InitialSessionState state)
    {
        foreach (Type type in Types.Where(type => state.Commands[NameOf(type)].Count == 0))
        {
            state.Commands.Add(new SessionStateCmdletEntry(NameOf(type), type, helpFileName: null));
        }
    }

    private static string NameOf(Type type)
    {
        CmdletAttribute attribute = type.GetCustomAttribute<CmdletAttribute>()
            ?? throw new InvalidOperationException($"{type.Name} is no cmdlet.");
        return $"{attribute.VerbName}-{attribute.NounName}";
    }
}
