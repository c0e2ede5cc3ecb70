using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using LoopbackServer.Client;

namespace ParallelFetch.Tests.Hosting;

/// <summary>A runspace of a real PowerShell engine with the built module imported through its manifest, as a user does it.</summary>
public sealed class PowerShellSession : IDisposable
{
    public PowerShellSession()
    {
        InitialSessionState state = InitialSessionState.CreateDefault2();
        state.ImportPSModule([RepositoryLayout.ModuleManifest]);
        Runspace = RunspaceFactory.CreateRunspace(state);
        Runspace.Open();
        if (Runspace.SessionStateProxy.GetVariable("Error") is ArrayList { Count: > 0 } errors)
        {
            throw new InvalidOperationException($"The module did not import: {errors[0]}");
        }
    }

    public Runspace Runspace { get; }

    public void Dispose() => Runspace.Dispose();

    /// <summary>Sets a variable of the session.</summary>
    public PowerShellSession With(string name, object? value)
    {
        Runspace.SessionStateProxy.SetVariable(name, value);
        return this;
    }

    /// <summary>A pipeline that has not been started; to be started and stopped by the test.</summary>
    public PowerShell Create(string script)
    {
        var shell = PowerShell.Create(Runspace);
        shell.AddScript(script);
        return shell;
    }

    /// <summary>Runs a script to its end.</summary>
    public RunResult Run(string script)
    {
        // Without this, an error that ends a statement would end up among those that do not.
        using PowerShell shell = Create($"try {{\n{script}\n}} catch {{ throw }}");
        var output = new PSDataCollection<PSObject>();
        Exception? thrown = null;
        try
        {
            shell.Invoke(null, output);
        }
        catch (RuntimeException exception)
        {
            thrown = exception;
        }

        return new RunResult(
            [.. output],
            [.. shell.Streams.Error],
            [.. shell.Streams.Verbose.Select(record => record.Message)],
            [.. shell.Streams.Warning.Select(record => record.Message)],
            [.. shell.Streams.Progress],
            thrown as IContainsErrorRecord)
        {
            Debug = [.. shell.Streams.Debug.Select(record => record.Message)],
            Information = [.. shell.Streams.Information],
        };
    }
}
