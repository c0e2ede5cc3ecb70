using ParallelFetch.Shell.Commands;

namespace ParallelFetch.Shell;

/// <summary>The text of <c>-Help</c>.</summary>
internal static class Usage
{
    public static string Text { get; } = $"""
        A small PowerShell host with the ParallelFetch module loaded, for machines without pwsh.

        Usage: ParallelFetch.Shell [-Command] <command line>
               ParallelFetch.Shell -Command -                    reads the commands from standard input
               ParallelFetch.Shell [-File] <script.ps1> [arguments]
               ParallelFetch.Shell demo [--count 100] [--delay 100] [--throttle 20]
               ParallelFetch.Shell serve [--port 8080]

        demo fetches the same list of local pages one at a time and in parallel, and compares the times.
        serve runs the demo server that the tutorials use, until Ctrl+C.
        What is piped in is $input in a command or script that mentions it.

        Exit code: that of 'exit n'; 1 after a terminating error, or when the last statement of -Command failed;
        {ExitCodes.BadCommandLine} for a command line that makes no sense; {ExitCodes.Interrupted} after Ctrl+C.

        The engine brings only its core cmdlets (ForEach-Object, Where-Object, Out-Host, Import-Module …).
        This host adds simple versions of these; pwsh has the real ones:
          {string.Join(", ", StandIns.Names)}
        """;
}
