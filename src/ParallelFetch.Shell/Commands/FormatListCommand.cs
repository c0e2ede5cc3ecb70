using System.Management.Automation;
using Microsoft.PowerShell.Commands.Internal.Format;

namespace ParallelFetch.Shell.Commands;

/// <summary><c>Format-List</c> over the engine's own list formatting. pwsh has the real one.</summary>
[Cmdlet(VerbsCommon.Format, "List")]
public sealed class FormatListCommand : OuterFormatTableAndListBase
{
    /// <summary>Plugs in the list shape.</summary>
    public FormatListCommand() => EngineInternals.UseShape(this, "List");
}
