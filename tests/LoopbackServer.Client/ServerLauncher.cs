using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace LoopbackServer.Client;

/// <summary>Starts the server's process and waits until it says where it listens.</summary>
internal static class ServerLauncher
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static async Task<(Process Process, ServerAddresses Addresses)> StartAsync(CancellationToken cancellationToken)
    {
        var process = new Process { StartInfo = StartInfo() };
        var errors = new StringBuilder();
        process.ErrorDataReceived += (_, line) =>
        {
            lock (errors)
            {
                errors.AppendLine(line.Data);
            }
        };
        try
        {
            process.Start();
            process.BeginErrorReadLine();
            var line = await process.StandardOutput.ReadLineAsync(cancellationToken).AsTask().WaitAsync(StartTimeout, cancellationToken);
            var addresses = line is null ? null : JsonSerializer.Deserialize<ServerAddresses>(line, Json);
            return addresses is null ? throw await FailureAsync(process, errors) : (process, addresses);
        }
        catch
        {
            Kill(process);
            throw;
        }
    }

    public static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself, or was never started.
        }

        process.Dispose();
    }

    private static async Task<InvalidOperationException> FailureAsync(Process process, StringBuilder errors)
    {
        // Its last words arrive after the end of its output.
        await process.WaitForExitAsync();
        lock (errors)
        {
            return new InvalidOperationException($"The loopback server ended with {process.ExitCode} before it was ready.\n{errors}");
        }
    }

    private static ProcessStartInfo StartInfo() => new(DotNet(), ["exec", RepositoryLayout.LoopbackServerAssembly])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        UseShellExecute = false,
        CreateNoWindow = true,
    };

    /// <summary>The runtime that runs us, if it can be told.</summary>
    private static string DotNet() =>
        Environment.ProcessPath is { } self && Path.GetFileNameWithoutExtension(self).Equals("dotnet", StringComparison.OrdinalIgnoreCase)
            ? self
            : Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : "dotnet";
}
