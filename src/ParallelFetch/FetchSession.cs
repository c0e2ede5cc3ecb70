using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;

namespace ParallelFetch;

/// <summary>
/// The engine of each runspace: made at its first use, ended when the module is removed from the runspace or the
/// runspace closes. Runspaces never see each other's limit, connections or fetches.
/// </summary>
internal static class FetchSession
{
    // Keyed weakly by runspace: not process-wide state, but the place where each runspace's own is found.
    private static readonly ConditionalWeakTable<Runspace, FetchEngine> Engines = [];

    /// <summary>The engine of the runspace that this thread runs a pipeline of.</summary>
    internal static FetchEngine Current => Engines.GetValue(Runspace.DefaultRunspace, Create);

    /// <summary>Ends the session of the runspace that this thread runs a pipeline of, if it has one.</summary>
    internal static void EndCurrent()
    {
        if (Runspace.DefaultRunspace is { } runspace)
        {
            End(runspace);
        }
    }

    private static FetchEngine Create(Runspace runspace)
    {
        runspace.StateChanged += OnStateChanged;
        return new FetchEngine(new FetchEngineSettings { CreateOutcome = static request => new FetchResult(request) });
    }

    private static void OnStateChanged(object? sender, RunspaceStateEventArgs change)
    {
        if (sender is Runspace runspace
            && change.RunspaceStateInfo.State is RunspaceState.Closing or RunspaceState.Closed or RunspaceState.Broken)
        {
            End(runspace);
        }
    }

    private static void End(Runspace runspace)
    {
        if (Engines.TryGetValue(runspace, out FetchEngine? engine))
        {
            Engines.Remove(runspace);
            runspace.StateChanged -= OnStateChanged;
            engine.Dispose();
        }
    }
}
