using System.Collections;
using System.Management.Automation;
using ParallelFetch.Http;

namespace ParallelFetch.Binding;

/// <summary>
/// Takes URLs as text, one or several lines of it, or <see cref="Uri"/> objects, and refuses everything else so that the binder goes on to
/// binding by property name. Text is not parsed here: a malformed URL has to become a result with an error, and an
/// exception in the binder would be an error without a result.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class UriTextAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? input = PSValue.Unwrap(inputData);
        return input switch
        {
            null or DBNull => null,
            string text => UrlLines.Split(text),
            Uri uri => UserInfo.TextOf(uri),
            IEnumerable<string?> texts => texts.SelectMany(LinesOf).ToArray(),
            ICollection list and not IDictionary => list.Cast<object?>().SelectMany(LinesOf).ToArray(),
            _ => throw Refusal(input),
        };
    }

    private static string?[] LinesOf(object? item) => PSValue.Unwrap(item) switch
    {
        null or DBNull => new string?[1],
        string text => UrlLines.Split(text),
        Uri uri => [UserInfo.TextOf(uri)],
        object other => throw Refusal(other),
    };

    // The binder goes on to property names only when an invalid cast is behind the refusal.
    private static ArgumentTransformationMetadataException Refusal(object input)
    {
        string message = $"{FetchUri.Display(input.ToString())}, of the type {input.GetType().Name}, is not a URL. Give text or a Uri, or an object with a property named Uri, Url, Link, Href or Source.";
        return new ArgumentTransformationMetadataException(message, new PSInvalidCastException(message));
    }
}
