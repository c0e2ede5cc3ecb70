using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace ParallelFetch.Binding;

/// <summary>Completes with the session's background fetches.</summary>
internal abstract class HandleCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName,
        string parameterName,
        string wordToComplete,
        CommandAst commandAst,
        IDictionary fakeBoundParameters)
    {
        return FetchSession.Current.Background.Uncollected
            .Where(handle => Matches(handle, wordToComplete))
            .Select(handle => new CompletionResult(ToArgument(handle), ListText(handle), CompletionResultType.ParameterValue, handle.ToString()));
    }

    /// <summary>Whether a fetch is meant by what has been typed.</summary>
    /// <param name="handle">The fetch.</param>
    /// <param name="word">What has been typed.</param>
    protected abstract bool Matches(FetchHandle handle, string word);

    /// <summary>What is put on the command line for a fetch.</summary>
    /// <param name="handle">The fetch.</param>
    protected abstract string ToArgument(FetchHandle handle);

    /// <summary>The number of a fetch.</summary>
    /// <param name="handle">The fetch.</param>
    protected static string Number(FetchHandle handle) => handle.Id.ToString(CultureInfo.InvariantCulture);

    // Long enough to tell one from another, short enough for a list.
    private static string ListText(FetchHandle handle)
    {
        const int Longest = 60;
        string text = handle.ToString();
        return text.Length <= Longest ? text : string.Concat(text.AsSpan(0, Longest - 1), "…");
    }
}

/// <summary>Completes numbers of background fetches.</summary>
internal sealed class HandleIdCompleter : HandleCompleter
{
    /// <inheritdoc/>
    protected override bool Matches(FetchHandle handle, string word) => Number(handle).StartsWith(word, StringComparison.Ordinal);

    /// <inheritdoc/>
    protected override string ToArgument(FetchHandle handle) => Number(handle);
}

/// <summary>Completes handles of background fetches: with an expression that gets each, found by its number or URL.</summary>
internal sealed class HandleExpressionCompleter : HandleCompleter
{
    /// <inheritdoc/>
    protected override bool Matches(FetchHandle handle, string word) =>
        Number(handle).StartsWith(word, StringComparison.Ordinal) || FetchUri.Display(handle.Uri).Contains(word, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    protected override string ToArgument(FetchHandle handle) => $"(Get-ParallelFetch {Number(handle)})";
}
