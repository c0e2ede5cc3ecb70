using System.ComponentModel;
using System.Text.RegularExpressions;
using StockPowerShell;

namespace ParallelFetch.Benchmarks.Peers;

/// <summary>Looks for the peers: on the PATH, and where system programs are that an ordinary PATH leaves out.</summary>
internal sealed partial class Toolbox
{
    private static readonly string[] MoreFolders = ["/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin", "/opt/homebrew/bin"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public Tool Nginx { get; } = Find("nginx", "apt-get install nginx", ["nginx"], "-v");

    public Tool Curl { get; } = Find("curl", "apt-get install curl", ["curl"], "--version");

    /// <summary>Several Pythons may be there, and only one of them with pycurl.</summary>
    public Tool Pycurl { get; } = Find(
        "pycurl", "apt-get install python3-pycurl", ["python3", "python"], "-c", "import pycurl; print(pycurl.version.replace('PycURL/', ''))");

    public Tool Aria2 { get; } = Find("aria2c", "apt-get install aria2", ["aria2c"], "--version");

    public Tool Wget { get; } = Find("wget", "apt-get install wget", ["wget"], "--version");

    public Tool H2Load { get; } = Find("h2load", "apt-get install nghttp2-client", ["h2load"], "--version");

    /// <summary>The build restores it, so it is always there.</summary>
    public Tool Pwsh { get; } = new("pwsh", PowerShellTool.Host, PowerShellTool.Version, "dotnet tool restore") { FirstArguments = [PowerShellTool.Assembly] };

    public IReadOnlyList<Tool> All => [Nginx, Curl, Pycurl, Aria2, Wget, H2Load, Pwsh];

    private static Tool Find(string name, string install, string[] programs, params string[] versionArguments)
    {
        foreach (string path in programs.SelectMany(Candidates))
        {
            try
            {
                ChildResult result = ChildProcess.Run(path, versionArguments, Patience);
                Match version = Version().Match(result.Output + result.Errors);
                if (result.ExitCode == 0 && version.Success)
                {
                    return new Tool(name, path, version.Value, install);
                }
            }
            catch (Exception exception) when (exception is Win32Exception or OperationCanceledException)
            {
                // Not a program that runs here: try the next of that name.
            }
        }

        return new Tool(name, null, null, install);
    }

    private static IEnumerable<string> Candidates(string program)
    {
        string file = OperatingSystem.IsWindows() ? program + ".exe" : program;
        string[] path = Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries) ?? [];
        return path.Concat(MoreFolders).Select(folder => Path.Combine(folder, file)).Where(File.Exists).Distinct();
    }

    [GeneratedRegex(@"\d+\.\d+(\.\d+)?")]
    private static partial Regex Version();
}
