using System.Management.Automation;
using System.Management.Automation.Runspaces;
using LoopbackServer.Client;
using Microsoft.PowerShell;

namespace ParallelFetch.Benchmarks.Contenders;

/// <summary>A session of the PowerShell engine in this process. Pipelines run on the calling thread, as in pwsh.</summary>
internal sealed class InProcessPowerShell : IDisposable
{
    private readonly Runspace _runspace;

    public InProcessPowerShell(params SessionStateCommandEntry[] commands)
    {
        InitialSessionState state = InitialSessionState.CreateDefault2();
        state.Commands.Add(commands);
        if (OperatingSystem.IsWindows())
        {
            state.ExecutionPolicy = ExecutionPolicy.Bypass;
        }

        _runspace = RunspaceFactory.CreateRunspace(state);
        _runspace.ThreadOptions = PSThreadOptions.UseCurrentThread;
        _runspace.Open();
    }

    public static InProcessPowerShell WithModule()
    {
        var session = new InProcessPowerShell();
        session.ImportModule();
        return session;
    }

    public void ImportModule() => Run("param($path) Import-Module -Name $path", RepositoryLayout.ModuleManifest);

    /// <summary>Runs a script to its end; errors of any kind are thrown.</summary>
    public IReadOnlyList<PSObject> Run(string script, params object?[] arguments)
    {
        using var shell = PowerShell.Create(_runspace);
        shell.AddScript(script, useLocalScope: true);
        foreach (object? argument in arguments)
        {
            shell.AddArgument(argument);
        }

        IReadOnlyList<PSObject> output = shell.Invoke();
        return shell.Streams.Error is [ErrorRecord first, ..]
            ? throw new BenchmarkException($"{shell.Streams.Error.Count:N0} errors, the first: {first}")
            : output;
    }

    /// <summary>Runs a script that outputs two numbers: how many responses were 200, and how many bytes they had.</summary>
    public RunOutcome RunCounting(string script, params object?[] arguments)
    {
        IReadOnlyList<PSObject> output = Run(script, arguments);
        return new RunOutcome(LanguagePrimitives.ConvertTo<long>(output[0]), LanguagePrimitives.ConvertTo<long>(output[1]));
    }

    /// <summary>The class behind a cmdlet.</summary>
    public Type TypeOf(string cmdlet) =>
        (Type)Run("param($name) (Get-Command -Name $name -CommandType Cmdlet).ImplementingType", cmdlet)[0].BaseObject;

    public void Dispose() => _runspace.Dispose();
}
