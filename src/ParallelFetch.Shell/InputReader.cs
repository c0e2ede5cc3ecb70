using System.Management.Automation.Language;

namespace ParallelFetch.Shell;

/// <summary>Supplies redirected standard input, line by line, as a command's <c>$input</c>.</summary>
internal static class InputReader
{
    /// <summary>
    /// Whether the script looks at <c>$input</c>. Only then is standard input read: under a service or CI it may be a pipe
    /// that never ends.
    /// </summary>
    public static bool IsWanted(Ast script) =>
        Console.IsInputRedirected
        && script.Find(
            node => node is VariableExpressionAst { VariablePath.UserPath: string name }
                && name.Equals("input", StringComparison.OrdinalIgnoreCase),
            searchNestedScriptBlocks: false) is not null;

    public static IEnumerable<string> Lines(CancellationToken interrupted)
    {
        var input = new ConsoleInput(interrupted);
        while (input.ReadLine() is { } line)
        {
            yield return line;
        }
    }
}
