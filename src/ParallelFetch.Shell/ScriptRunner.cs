using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;

namespace ParallelFetch.Shell;

/// <summary>Runs commands in the session, shows what comes out of them, and works out the exit code.</summary>
internal sealed class ScriptRunner(ShellHost host, Runspace runspace, Interruption interruption)
{
    // The engine keeps $? only of what goes into the history.
    private static readonly PSInvocationSettings Settings = new() { AddToHistory = true };

    /// <summary>The exit code for what did not succeed, whether by itself or because of a signal.</summary>
    public int Failed => ExitCode(success: false);

    /// <summary>Runs a command line; the exit code says whether its last statement succeeded.</summary>
    public int RunCommand(string script)
    {
        bool readsInput = InputReader.IsWanted(Parser.ParseInput(script, out _, out _));
        bool completed = Invoke(pipeline => pipeline.AddScript(script), readsInput);
        return ExitCode(completed && LanguagePrimitives.IsTrue(Evaluate("$?")));
    }

    /// <summary>Runs the command lines on standard input, all together.</summary>
    public int RunInput()
    {
        try
        {
            return RunCommand(string.Join('\n', InputReader.Lines(interruption.Token)));
        }
        catch (PipelineStoppedException)
        {
            return Failed;
        }
    }

    /// <summary>Runs a script file; only <c>exit</c> and terminating errors make it fail.</summary>
    public int RunFile(string path, IReadOnlyList<CommandParameter> arguments)
    {
        bool readsInput = InputReader.IsWanted(Parser.ParseFile(path, out _, out _));
        string invocation = $"& '{CodeGeneration.EscapeSingleQuotedStringContent(path)}' @args";
        string script = readsInput ? $"$input | {invocation}" : invocation;

        // 'exit' in a file ends the file alone: its code is passed on from here. Without a code, the file could not be run at all.
        script += "\nif (-not $?) { exit ($LASTEXITCODE ?? 1) }";
        bool completed = Invoke(
            pipeline =>
            {
                pipeline.AddScript(script);
                foreach (CommandParameter argument in arguments)
                {
                    pipeline.Commands.Commands[0].Parameters.Add(argument);
                }
            },
            readsInput);
        return ExitCode(completed);
    }

    /// <summary>
    /// Runs what <paramref name="build"/> puts into the pipeline and renders its output and errors in the order they come.
    /// </summary>
    /// <returns>False when a terminating error (which has been shown) or an interruption ended it.</returns>
    public bool Invoke(Action<PowerShell> build, bool readsInput = false)
    {
        if (interruption.ExitCode is not null)
        {
            return false;
        }

        using var pipeline = PowerShell.Create(runspace);
        build(pipeline);
        pipeline.Commands.Commands[0].MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
        pipeline.AddCommand("Out-Default");

        using CancellationTokenRegistration stop = interruption.Token.Register(() => pipeline.BeginStop(null, null));
        try
        {
            pipeline.Invoke(readsInput ? InputReader.Lines(interruption.Token) : null, Settings);
            return interruption.ExitCode is null;
        }
        catch (Exception exception) when (exception is PipelineStoppedException or InvalidPowerShellStateException)
        {
            return false;
        }
        catch (RuntimeException exception)
        {
            Report(exception);
            return false;
        }
        finally
        {
            host.Screen.EraseProgress();
        }
    }

    /// <summary>The first result of an expression, without showing anything.</summary>
    public object? Evaluate(string expression)
    {
        using var pipeline = PowerShell.Create(runspace);
        Collection<PSObject> results = pipeline.AddScript(expression).Invoke();
        return results.Count > 0 ? results[0] : null;
    }

    private int ExitCode(bool success) =>
        interruption.ExitCode ?? host.RequestedExitCode ?? (success ? ExitCodes.Success : ExitCodes.Failure);

    /// <summary>Shows a terminating error in the engine's own error view.</summary>
    private void Report(RuntimeException exception)
    {
        using var pipeline = PowerShell.Create(runspace);
        pipeline.AddCommand("Out-Default").AddParameter("InputObject", exception.ErrorRecord);
        host.Screen.SendAllToError = true;
        try
        {
            pipeline.Invoke();
        }
        catch (RuntimeException)
        {
            host.Screen.WriteErrorLine(exception.Message);
        }
        finally
        {
            host.Screen.SendAllToError = false;
        }
    }
}
