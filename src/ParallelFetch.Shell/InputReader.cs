using System.Management.Automation;
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

    public static PSDataCollection<string> Start()
    {
        var lines = new PSDataCollection<string>();
        var thread = new Thread(() => Fill(lines)) { IsBackground = true, Name = "Standard input" };
        thread.Start();
        return lines;
    }

    private static void Fill(PSDataCollection<string> lines)
    {
        try
        {
            while (Console.In.ReadLine() is { } line)
            {
                lines.Add(line);
            }
        }
        catch (PSInvalidOperationException)
        {
            // The pipeline ended first and closed the collection.
        }
        finally
        {
            lines.Complete();
        }
    }
}
