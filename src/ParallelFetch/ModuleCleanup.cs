using System.Management.Automation;

namespace ParallelFetch;

/// <summary>Ends the session when the module is removed: everything it started is cancelled.</summary>
public sealed class ModuleCleanup : IModuleAssemblyCleanup
{
    /// <summary>Called by PowerShell in the runspace that removes the module.</summary>
    /// <param name="psModuleInfo">The module.</param>
    public void OnRemove(PSModuleInfo psModuleInfo) => FetchSession.EndCurrent();
}
