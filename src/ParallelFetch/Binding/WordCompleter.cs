using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace ParallelFetch.Binding;

/// <summary>Completes from a list of words.</summary>
internal abstract class WordCompleter : IArgumentCompleter
{
    private readonly IReadOnlyList<string> _words;

    /// <summary>Creates the completer.</summary>
    /// <param name="words">What it offers, in order.</param>
    protected WordCompleter(IReadOnlyList<string> words) => _words = words;

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName,
        string parameterName,
        string wordToComplete,
        CommandAst commandAst,
        IDictionary fakeBoundParameters)
    {
        string start = wordToComplete.Trim('\'', '"');
        return _words.Where(word => word.StartsWith(start, StringComparison.OrdinalIgnoreCase)).Select(ToResult);
    }

    /// <summary>What is put on the command line for a word.</summary>
    /// <param name="word">The word.</param>
    protected virtual string ToArgument(string word) => word;

    /// <summary>What is said about a word beside the list.</summary>
    /// <param name="word">The word.</param>
    protected virtual string Describe(string word) => word;

    private CompletionResult ToResult(string word) => new(ToArgument(word), word, CompletionResultType.ParameterValue, Describe(word));
}
