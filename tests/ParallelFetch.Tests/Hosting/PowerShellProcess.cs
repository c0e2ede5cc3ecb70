using System.Diagnostics;
using LoopbackServer.Client;
using StockPowerShell;

namespace ParallelFetch.Tests.Hosting;

/// <summary>A script in stock PowerShell with the module imported: a process of its own, which can be killed.</summary>
public sealed class PowerShellProcess : IDisposable
{
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    private PowerShellProcess(Process process)
    {
        Process = process;
        _output = process.StandardOutput.ReadToEndAsync();
        _error = process.StandardError.ReadToEndAsync();
    }

    public Process Process { get; }

    /// <summary>
    /// Starts the script; with a <paramref name="home"/>, as a user whose home folder that is; with a number of
    /// <paramref name="descriptors"/>, as one who may have no more of them (not on Windows).
    /// </summary>
    public static PowerShellProcess Start(string script, string? home = null, int? descriptors = null)
    {
        ProcessStartInfo start = PowerShellTool.Script($"Import-Module '{RepositoryLayout.ModuleManifest.Replace("'", "''", StringComparison.Ordinal)}'\n{script}");
        start.WorkingDirectory = Path.GetTempPath();
        if (home is not null)
        {
            start.Environment["HOME"] = home;
        }

        if (descriptors is { } most)
        {
            // The shell sets the limit and becomes the program, so it is still the process that can be killed.
            string[] command = ["-c", $"ulimit -n {most}; exec \"$0\" \"$@\"", start.FileName, .. start.ArgumentList];
            start.FileName = "/bin/sh";
            start.ArgumentList.Clear();
            foreach (string argument in command)
            {
                start.ArgumentList.Add(argument);
            }
        }

        Process process = Process.Start(start)!;
        process.StandardInput.Close();
        return new PowerShellProcess(process);
    }

    public void Dispose()
    {
        if (!Process.HasExited)
        {
            Process.Kill();
            Process.WaitForExit();
        }

        Process.Dispose();
    }

    /// <summary>Waits for its end.</summary>
    public async Task<(int ExitCode, string Output, string Error)> WaitAsync(CancellationToken cancellationToken)
    {
        await Process.WaitForExitAsync(cancellationToken);
        return (Process.ExitCode, await _output, await _error);
    }
}
