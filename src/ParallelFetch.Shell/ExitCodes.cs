namespace ParallelFetch.Shell;

/// <summary>The exit codes of the shell; the same as pwsh's where it has one.</summary>
internal static class ExitCodes
{
    public const int Success = 0;
    public const int Failure = 1;
    public const int BadCommandLine = 64;

    /// <summary>128 + SIGINT, what shells report for a command ended by Ctrl+C.</summary>
    public const int Interrupted = 130;

    /// <summary>128 + SIGTERM.</summary>
    public const int Terminated = 143;
}
