using System.Text;
using ParallelFetch.Shell;

// Embedding the engine should not send anything from the user's machine that the user did not ask for.
if (Environment.GetEnvironmentVariable("POWERSHELL_TELEMETRY_OPTOUT") is null)
{
    Environment.SetEnvironmentVariable("POWERSHELL_TELEMETRY_OPTOUT", "1");
}

if (OperatingSystem.IsWindows())
{
    Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
}

ShellOptions options = ShellOptions.Parse(args);
switch (options.Action)
{
    case ShellAction.Help:
        Console.Out.WriteLine(Usage.Text);
        return ExitCodes.Success;
    case ShellAction.Invalid:
        Console.Error.WriteLine(options.Text);
        Console.Error.WriteLine("Try -Help.");
        return ExitCodes.BadCommandLine;
    default:
        return ShellProgram.Run(options);
}
