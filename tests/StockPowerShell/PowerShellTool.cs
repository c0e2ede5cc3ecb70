using System.Diagnostics;
using System.Reflection;

namespace StockPowerShell;

/// <summary>The PowerShell that the repository's tool manifest pins, as NuGet restored it: no installed one is needed, or used.</summary>
public static class PowerShellTool
{
    /// <summary>The path of its program, an assembly that <see cref="Host"/> runs.</summary>
    public static string Assembly => Metadata("PowerShellAssembly");

    /// <summary>Its version, as the manifest has it.</summary>
    public static string Version => Metadata("PowerShellVersion");

    /// <summary>The dotnet program that runs it.</summary>
    public static string Host => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : "dotnet";

    /// <summary>
    /// Starts a script in a process of its own, without profile, input or colours. It is that process, not a launcher of it, so
    /// it can be killed.
    /// </summary>
    public static ProcessStartInfo Script(string script) =>
        new(Host, [Assembly, "-NoProfile", "-NonInteractive", "-Command", script])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            Environment =
            {
                ["NO_COLOR"] = "1",
                ["POWERSHELL_TELEMETRY_OPTOUT"] = "1",
                ["POWERSHELL_UPDATECHECK"] = "Off",
            },
        };

    private static string Metadata(string key) => typeof(PowerShellTool).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .FirstOrDefault(attribute => attribute.Key == key)?.Value ?? throw new InvalidOperationException($"This build has no {key}.");
}
