using System.Management.Automation;
using System.Management.Automation.Runspaces;
using LoopbackServer.Client;
using Microsoft.PowerShell;
using ParallelFetch.Shell.Commands;

namespace ParallelFetch.Shell;

/// <summary>The session: the bare engine, the stand-ins for what it lacks, and (once imported) the module.</summary>
internal sealed class ShellRunspace : IDisposable
{
    private const string ModuleName = "ParallelFetch";

    public ShellRunspace(ShellHost host)
    {
        InitialSessionState state = InitialSessionState.CreateDefault2();
        state.LanguageMode = PSLanguageMode.FullLanguage;
        if (OperatingSystem.IsWindows())
        {
            // Whoever starts this program on a script wants the script run; other systems have no policy.
            state.ExecutionPolicy = ExecutionPolicy.Bypass;
        }

        StandIns.AddMissing(state);
        Runspace = RunspaceFactory.CreateRunspace(host, state);
        Runspace.ThreadOptions = PSThreadOptions.UseCurrentThread;
        Runspace.Open();
        Runspace.DefaultRunspace = Runspace;
    }

    public Runspace Runspace { get; }

    /// <summary>Adds the import of the module to a pipeline; any failure of it ends the pipeline.</summary>
    public static void ImportModule(PowerShell pipeline) =>
        pipeline.AddCommand("Import-Module").AddParameter("Name", FindModule()).AddParameter("ErrorAction", ActionPreference.Stop);

    public void Dispose() => Runspace.Dispose();

    /// <summary>The repository's module, else the one beside this program, else whatever PSModulePath has.</summary>
    private static string FindModule()
    {
        string beside = Path.Combine(AppContext.BaseDirectory, ModuleName, ModuleName + ".psd1");
        return FindInRepository() ?? (File.Exists(beside) ? beside : ModuleName);
    }

    private static string? FindInRepository()
    {
        try
        {
            return File.Exists(RepositoryLayout.ModuleManifest) ? RepositoryLayout.ModuleManifest : null;
        }
        catch (Exception exception) when (exception is IOException or InvalidOperationException or TypeInitializationException)
        {
            // A published copy runs outside the repository.
            return null;
        }
    }
}
