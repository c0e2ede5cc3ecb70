using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using ParallelFetch.Http;

namespace ParallelFetch.Text;

/// <summary>
/// URLs as they may be shown: the only place that takes secrets out of them. No rule shows a user name or a password, or
/// the value of a parameter that is secret by its name (<see cref="SecretNames"/>). Beyond that there are three, each stricter
/// than the one before:
/// <list type="table">
/// <item><term>Named</term><description>For a person who must tell one URL from another: messages of errors, warnings and
/// prompts (<see cref="InMessage"/>) and views (<see cref="InView"/>). Nothing else is taken out.</description></item>
/// <item><term>Values</term><description>For a page that is passed on to others (<see cref="InReport"/>): the query keeps its
/// names and none of its values, and there is no fragment.</description></item>
/// <item><term>All</term><description>For logs, which are kept (<see cref="InLog"/>, <see cref="InText"/>): an ellipsis says that
/// there was a query, or a fragment.</description></item>
/// </list>
/// A secret in the path cannot be told from other text.
/// </summary>
internal static partial class MaskedUrl
{
    /// <summary>What stands for a secret.</summary>
    internal const string Mask = "***";

    private const int LongestShown = 300;

    private enum Rule
    {
        Named,
        Values,
        All,
    }

    /// <summary>A URL in a sentence: text that is no URL is in quotes, and none is longer than a message can bear.</summary>
    /// <param name="uri">A <see cref="Uri"/>, or the text that could not be parsed as one.</param>
    internal static string InMessage(object? uri) => uri switch
    {
        null => "$null",
        Uri => Cut(Shown(uri, static parsed => parsed.OriginalString, Rule.Named)),
        _ => Cut($"'{Shown(uri, static parsed => parsed.OriginalString, Rule.Named)}'"),
    };

    /// <summary>A URL in a view, whole and as it is read best: characters of other scripts are not percent-encoded.</summary>
    /// <param name="uri">A <see cref="Uri"/>, or the text that could not be parsed as one; null gives an empty text.</param>
    internal static string InView(object? uri) => uri is null ? string.Empty : Shown(uri, static parsed => parsed.ToString(), Rule.Named);

    /// <summary>A URL in a report.</summary>
    /// <param name="uri">A <see cref="Uri"/>, or the text that could not be parsed as one; null gives an empty text.</param>
    internal static string InReport(object? uri) => uri is null ? string.Empty : Cut(Shown(uri, static parsed => parsed.AbsoluteUri, Rule.Values));

    /// <summary>A URL in a line of a log.</summary>
    /// <param name="uri">An absolute URL.</param>
    internal static string InLog(Uri uri) => Cut(Shown(uri, static parsed => parsed.AbsoluteUri, Rule.All));

    /// <summary>Text for a log that has URLs somewhere in it, such as the value of a Link field.</summary>
    /// <param name="text">The text.</param>
    internal static string InText(string text) => WithoutUserInfo(AfterPathInText().Replace(text, "$1…"));

    /// <summary>
    /// A URL as it is kept in a file for people to read (Named). What must know the URL again keeps a hash beside it.
    /// </summary>
    /// <param name="url">The URL.</param>
    internal static string Kept(string url) => MaskNamed(UserInfo.RemoveFrom(url));

    /// <summary>
    /// A URL as it is kept in a file to be known again: that of <see cref="Kept"/>, and where something was taken out of its query a
    /// hash of the whole, so that two URLs that differ only there are still two. A user name and a password do not count.
    /// </summary>
    /// <param name="url">The URL.</param>
    internal static string Key(Uri url)
    {
        string whole = UserInfo.RemoveFrom(url.AbsoluteUri);
        string masked = MaskNamed(whole);
        return masked == whole ? whole : $"{masked} sha256:{Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(whole)).AsSpan(0, 16))}";
    }

    /// <summary>Text without the user names and passwords of URLs in it.</summary>
    /// <param name="text">The text.</param>
    internal static string WithoutUserInfo(string text) => UserInfoInText().Replace(text, "//");

    /// <summary>Text that is no URL without what may be a password in it: nobody knows which part that is.</summary>
    /// <param name="text">The text.</param>
    internal static string WithoutPassword(string text)
    {
        string shown = UserInfo.RemoveFrom(text);
        Match scheme = SchemeWithSlashes().Match(shown);
        int colon = shown.IndexOf(':', scheme.Length);
        int at = shown.LastIndexOf('@');

        // What stands before the @ of a mail address is a name (RFC 6068).
        return colon < 0 || at < colon || shown.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase)
            ? shown
            : string.Concat(shown.AsSpan(0, colon + 1), Mask, shown.AsSpan(at));
    }

    private static string Shown(object uri, Func<Uri, string> spelling, Rule rule)
    {
        string text = uri switch
        {
            Uri { IsAbsoluteUri: true, Scheme: "http" or "https" } parsed => UserInfo.RemoveFrom(spelling(parsed)),
            Uri other => WithoutPassword(other.OriginalString),
            _ => WithoutPassword(uri.ToString() ?? string.Empty),
        };
        return VisibleText.InUrl(Apply(rule, MaskNamed(text)));
    }

    private static string Apply(Rule rule, string url)
    {
        if (rule == Rule.Named)
        {
            return url;
        }

        (string rest, string fragment) = Split(url, '#');
        (string path, string query) = Split(rest, '?');
        return rule == Rule.Values
            ? path + (query.Length == 0 ? query : "?" + string.Join('&', query[1..].Split('&').Select(MaskValue)))
            : path + (query.Length > 1 ? "?…" : string.Empty) + (fragment.Length > 1 ? "#…" : string.Empty);
    }

    // The second part keeps the separator.
    private static (string Before, string From) Split(string text, char separator)
    {
        int index = text.IndexOf(separator, StringComparison.Ordinal);
        return index < 0 ? (text, string.Empty) : (text[..index], text[index..]);
    }

    private static string MaskNamed(string url) => url.Contains('=', StringComparison.Ordinal)
        ? Parameter().Replace(url, static part => SecretNames.IsParameter(part.Groups[1].Value) ? part.Groups[1].Value + "=" + Mask : part.Value)
        : url;

    // What stands without an equals sign may be a value, too.
    private static string MaskValue(string part) => part.Length == 0 ? part : part[..(part.IndexOf('=', StringComparison.Ordinal) + 1)] + Mask;

    private static string Cut(string text) => text.Length <= LongestShown ? text : string.Concat(text.AsSpan(0, LongestShown), "…");

    [GeneratedRegex(@"^\s*[A-Za-z][A-Za-z0-9+.-]*:[/\\]+|^")]
    private static partial Regex SchemeWithSlashes();

    [GeneratedRegex("(?<=[?&;#])([^=&;#]*)=([^&;#]*)")]
    private static partial Regex Parameter();

    [GeneratedRegex("""([?#])[^\s<>"',;]+""")]
    private static partial Regex AfterPathInText();

    [GeneratedRegex("//[^/?#<>\\s]*@")]
    private static partial Regex UserInfoInText();
}
