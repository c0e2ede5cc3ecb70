using System.Diagnostics;
using System.Text;

namespace ParallelFetch.Tests.Differential;

/// <summary>The curl of the PATH, if there is one.</summary>
public sealed class Curl
{
    /// <summary>The exit code of curl for a URL that it does not send.</summary>
    public const int MalformedUrl = 3;

    private static readonly string[] EnvironmentOfProxies =
        ["http_proxy", "https_proxy", "all_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"];

    private static readonly string[] TlsAddresses = ["https:", "https}", "https%}", "{mtls}", "{tls12}"];

    private readonly HashSet<string> _words;

    private Curl(string about) => _words = [.. about.Split([' ', '\n', '\r', ',', '/', '<'], StringSplitOptions.RemoveEmptyEntries)];

    /// <summary>Looks for curl; null where there is none.</summary>
    public static async Task<Curl?> FindAsync()
    {
        try
        {
            (_, string version, _) = await StartAsync(["-q", "--version"]);
            (_, string options, _) = await StartAsync(["-q", "--help", "all"]);
            return new Curl(version + "\n" + options);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    /// <summary>What this curl lacks of what a case needs; null for nothing.</summary>
    public string? Lacks(DifferentialCase needed) => needed.Needs
        .Concat(needed.Curl.Where(static argument => argument.StartsWith("--", StringComparison.Ordinal)))
        .Concat(IsHttp2(needed) ? ["HTTP2"] : Array.Empty<string>())
        .Concat(OperatingSystem.IsWindows() && !needed.Curl.All(static argument => Ascii.IsValid(argument)) ? ["Unicode"] : Array.Empty<string>())
        .FirstOrDefault(word => !_words.Contains(word));

    /// <summary>Runs curl to its end; what it receives goes nowhere.</summary>
    public static async Task<(int ExitCode, string Error)> RunAsync(IEnumerable<string> arguments)
    {
        (int exitCode, _, string error) = await StartAsync(["-q", "-sS", "--max-time", "30", .. arguments]);
        return (exitCode, error);
    }

    // Over TLS, the cmdlet speaks HTTP/2 unless told otherwise, and a curl that can does so, too.
    private static bool IsHttp2(DifferentialCase needed) => !needed.Curl.Contains("--http1.1")
        && needed.Curl.Any(static argument => TlsAddresses.Any(address => argument.Contains(address, StringComparison.OrdinalIgnoreCase)));

    private static async Task<(int ExitCode, string Output, string Error)> StartAsync(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("curl", arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        // curl reads host names in the locale's encoding.
        start.Environment["LC_ALL"] = "C.UTF-8";
        foreach (string name in EnvironmentOfProxies)
        {
            start.Environment.Remove(name);
        }

        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string error = await process.StandardError.ReadToEndAsync();
        string text = await output;
        await process.WaitForExitAsync();
        return (process.ExitCode, text, error);
    }
}
