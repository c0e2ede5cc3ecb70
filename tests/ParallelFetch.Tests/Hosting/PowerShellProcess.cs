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
    /// Starts the script; with a <paramref name="home"/>, as a user whose home folder that is, and with
    /// <paramref name="maximumFiles"/>, so that it may have so many files open (not on Windows).
    /// </summary>
    public static PowerShellProcess Start(string script, string? home = null, int? maximumFiles = null)
    {
        ProcessStartInfo start = PowerShellTool.Script($"Import-Module '{RepositoryLayout.ModuleManifest.Replace("'", "''", StringComparison.Ordinal)}'\n{script}");
        start.WorkingDirectory = Path.GetTempPath();
        if (home is not null)
        {
            start.Environment["HOME"] = home;
        }

        if (maximumFiles is not null)
        {
            string[] command = [start.FileName, .. start.ArgumentList];
            start.FileName = "/bin/sh";
            start.ArgumentList.Clear();
            Array.ForEach(["-c", $"ulimit -n {maximumFiles}; exec \"$0\" \"$@\"", .. command], start.ArgumentList.Add);
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
