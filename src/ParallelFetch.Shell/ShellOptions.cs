namespace ParallelFetch.Shell;

/// <summary>The parsed command line.</summary>
/// <param name="Action">What to do.</param>
/// <param name="Text">The command, the path of the script, or the complaint about an invalid command line.</param>
/// <param name="Arguments">What follows the script, demo or serve.</param>
internal sealed record ShellOptions(ShellAction Action, string Text, IReadOnlyList<string> Arguments)
{
    /// <summary>Switches of pwsh that change nothing here, so that a command line written for pwsh runs unchanged.</summary>
    private static readonly string[] IgnoredSwitches = ["NoProfile", "NoLogo", "NonInteractive"];

    public static ShellOptions Parse(IReadOnlyList<string> args)
    {
        string[] rest = [.. args.SkipWhile(IsIgnored)];
        if (rest.Length == 0)
        {
            return new(ShellAction.Help, string.Empty, []);
        }

        string first = rest[0];
        string[] following = rest[1..];
        if (IsSwitch(first, "Help", "h", "?"))
        {
            return new(ShellAction.Help, string.Empty, []);
        }

        if (IsSwitch(first, "Command", "c"))
        {
            return Command(following, first);
        }

        if (IsSwitch(first, "File", "f"))
        {
            return following.Length == 0
                ? Invalid($"The argument {first} needs the path of a script.")
                : Script(following[0], following[1..]);
        }

        if (string.Equals(first, "demo", StringComparison.OrdinalIgnoreCase))
        {
            return new(ShellAction.Demo, string.Empty, following);
        }

        if (string.Equals(first, "serve", StringComparison.OrdinalIgnoreCase))
        {
            return new(ShellAction.Serve, string.Empty, following);
        }

        if (first.EndsWith(".ps1", StringComparison.OrdinalIgnoreCase) && !first.Contains('|', StringComparison.Ordinal))
        {
            return Script(first, following);
        }

        return first.StartsWith('-') ? Invalid($"The argument '{first}' is not recognized.") : Command(rest, first);
    }

    private static ShellOptions Command(string[] words, string given) => words switch
    {
        [] => Invalid($"The argument {given} needs a command."),
        ["-"] => new(ShellAction.CommandFromInput, string.Empty, []),
        _ => new(ShellAction.Command, string.Join(' ', words), []),
    };

    private static ShellOptions Script(string path, string[] arguments) => File.Exists(path)
        ? new(ShellAction.File, Path.GetFullPath(path), arguments)
        : Invalid($"The argument '{path}' is not recognized as the name of a script file. "
            + "Check the spelling of the name, or if a path was included, verify that the path is correct and try again.");

    private static ShellOptions Invalid(string complaint) => new(ShellAction.Invalid, complaint, []);

    private static bool IsIgnored(string argument) => IsSwitch(argument, IgnoredSwitches);

    private static bool IsSwitch(string argument, params string[] names) =>
        argument.StartsWith('-') && names.Contains(argument.TrimStart('-'), StringComparer.OrdinalIgnoreCase);
}
