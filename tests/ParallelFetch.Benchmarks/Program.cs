using System.CommandLine;
using System.Text;
using ParallelFetch.Benchmarks;
using ParallelFetch.Benchmarks.ChildModes;

// Everything here talks to this machine; a proxy in the environment would come in between, for us and for the peers.
foreach (string proxy in new[] { "http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY" })
{
    Environment.SetEnvironmentVariable(proxy, null);
}

Environment.SetEnvironmentVariable("POWERSHELL_TELEMETRY_OPTOUT", "1");
Environment.SetEnvironmentVariable("POWERSHELL_UPDATECHECK", "Off");
Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

if (args is [SelfProcess.Option, .. string[] child])
{
    SelfProcess.Answer(child);
    return 0;
}

// Ctrl+C ends the run after the contender whose turn it is, so that servers and temporary files go away.
var invocation = new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(20) };
return CommandLine.Create(BenchmarkProgram.Run).Parse(args).Invoke(invocation);
