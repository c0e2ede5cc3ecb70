using System.Diagnostics;
using LoopbackServer.Client;

namespace ParallelFetch.Tests.Hosting;

/// <summary>A script in the console host: a process of its own, which can be killed.</summary>
public sealed class ShellProcess : IDisposable
{
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    private ShellProcess(Process process)
    {
        Process = process;
        _output = process.StandardOutput.ReadToEndAsync();
        _error = process.StandardError.ReadToEndAsync();
    }

    public Process Process { get; }

    public static ShellProcess Start(string script)
    {
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        string shell = Path.Combine(RepositoryLayout.Root, "src", "ParallelFetch.Shell", "bin", configuration, "net10.0", "ParallelFetch.Shell.dll");
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [shell, "-Command", script])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        start.Environment["COLUMNS"] = "1000";
        Process process = Process.Start(start)!;
        process.StandardInput.Close();
        return new ShellProcess(process);
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
