using System.Management.Automation;

namespace ParallelFetch.Shell;

/// <summary>Opens the shell's session, runs what was asked for in it, and returns the exit code.</summary>
internal static class ShellProgram
{
    public static int Run(ShellOptions options)
    {
        DemoOptions? demo = DemoOptions.Parse(options.Action == ShellAction.Demo ? options.Arguments : []);
        if (demo is null)
        {
            Console.Error.WriteLine("demo takes --count, --delay (in milliseconds) and --throttle, each with a number.");
            return ExitCodes.BadCommandLine;
        }

        using var interruption = new Interruption();
        if (options.Action == ShellAction.Serve)
        {
            return new Serve(interruption).Run(options.Arguments);
        }

        var host = new ShellHost(interruption);
        using var shell = new ShellRunspace(host);
        var runner = new ScriptRunner(host, shell.Runspace, interruption);

        if (!runner.Invoke(ShellRunspace.ImportModule))
        {
            return runner.Failed;
        }

        return options.Action switch
        {
            ShellAction.Command => runner.RunCommand(options.Text),
            ShellAction.CommandFromInput => runner.RunInput(),
            ShellAction.File => runner.RunFile(options.Text, ScriptArguments.Parse(options.Arguments)),
            ShellAction.Demo => new Demo(demo, host, shell.Runspace, runner).Run(),
            _ => throw new PSNotSupportedException(options.Action.ToString()),
        };
    }
}
