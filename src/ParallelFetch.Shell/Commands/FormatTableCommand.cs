using System.Management.Automation;
using Microsoft.PowerShell.Commands.Internal.Format;

namespace ParallelFetch.Shell.Commands;

/// <summary><c>Format-Table</c> over the engine's own table formatting. pwsh has the real one.</summary>
[Cmdlet(VerbsCommon.Format, "Table")]
public sealed class FormatTableCommand : OuterFormatTableBase
{
    /// <summary>Plugs in the table shape.</summary>
    public FormatTableCommand() => EngineInternals.UseShape(this, "Table");
}
