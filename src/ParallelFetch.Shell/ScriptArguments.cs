using System.Management.Automation.Runspaces;

namespace ParallelFetch.Shell;

/// <summary>Turns the words after a script's path into parameters and arguments, by the rules of <c>pwsh -File</c>.</summary>
internal static class ScriptArguments
{
    public static IReadOnlyList<CommandParameter> Parse(IReadOnlyList<string> words)
    {
        var parameters = new List<CommandParameter>();
        string? pendingName = null;
        foreach (string word in words)
        {
            int colon = word.IndexOf(':', StringComparison.Ordinal);
            if (pendingName is not null)
            {
                parameters.Add(new CommandParameter(pendingName, word));
                pendingName = null;
            }
            else if (word.Length < 2 || word[0] != '-')
            {
                parameters.Add(new CommandParameter(null, word));
            }
            else if (colon < 0)
            {
                parameters.Add(new CommandParameter(word));
            }
            else if (colon == word.Length - 1)
            {
                pendingName = word[..colon];
            }
            else
            {
                parameters.Add(new CommandParameter(word[..colon], BooleanOrText(word[(colon + 1)..])));
            }
        }

        return parameters;
    }

    /// <summary><c>-Switch:$false</c> cannot be written in a system shell other than as text.</summary>
    private static object BooleanOrText(string text) =>
        bool.TryParse(text.AsSpan(text.StartsWith('$') ? 1 : 0), out bool value) ? value : text;
}
