namespace ParallelFetch.Shell;

/// <summary>What a command line asks the shell to do.</summary>
internal enum ShellAction
{
    Help,
    Invalid,
    Command,
    CommandFromInput,
    File,
    Demo,
    Serve,
}
