using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using ParallelFetch.Http;
using ParallelFetch.Text;

namespace ParallelFetch;

/// <summary>
/// Turns what people write as a URL into an absolute http or https <see cref="Uri"/>. A bare host gets http://, as
/// with Invoke-WebRequest and curl; that has to be decided before parsing, because <see cref="Uri"/> reads
/// "host:8080/x" as scheme "host" and "C:\x" as a file.
/// </summary>
internal static partial class FetchUri
{
    /// <summary>Parses a URL.</summary>
    /// <param name="text">The URL as the user gave it.</param>
    /// <param name="uri">The absolute http or https URI.</param>
    /// <param name="failure">Why it is none, naming the text and what to do.</param>
    public static bool TryParse(
        string? text,
        [NotNullWhen(true)] out Uri? uri,
        [NotNullWhen(false)] out FetchFailure? failure) => TryParse(text, out uri, out _, out failure);

    /// <summary>Parses a URL and resolves its host.</summary>
    /// <param name="text">The URL as the user gave it.</param>
    /// <param name="uri">The absolute http or https URI.</param>
    /// <param name="host">Its host.</param>
    /// <param name="failure">Why it is none, naming the text and what to do.</param>
    internal static bool TryParse(
        string? text,
        [NotNullWhen(true)] out Uri? uri,
        out HostKey host,
        [NotNullWhen(false)] out FetchFailure? failure)
    {
        uri = null;
        host = default;
        string candidate = string.Empty;
        string? problem = text is null ? "it is $null"
            : UrlCharacters.FindControl(text) ?? Normalize(UrlCharacters.Trim(text).ToString(), out candidate);
        Uri? parsed = null;
        if (problem is null && !Uri.TryCreate(candidate, UriKind.Absolute, out parsed))
        {
            problem = "it is malformed: check it for spaces, a port above 65535 and unbalanced brackets";
        }
        else if (parsed is { Host.Length: 0 })
        {
            problem = "it has no host";
        }
        else if (parsed is not null && !HostKey.TryCreate(parsed, out host))
        {
            problem = "no host can have that name: look for invisible and damaged characters in it";
        }

        if (problem is not null || parsed is null)
        {
            host = default;
            failure = new FetchFailure(FetchFailureKind.InvalidUri, $"This is not a URL that can be fetched: {problem}.");
            return false;
        }

        uri = parsed;
        failure = null;
        return true;
    }

    /// <summary>The URL as a message may show it: without user name and password, and without what in it is secret by its name.</summary>
    /// <param name="uri">A <see cref="Uri"/>, or the text that could not be parsed as one.</param>
    public static string Display(object? uri) => MaskedUrl.InMessage(uri);

    /// <summary>A URI with more in its query.</summary>
    /// <param name="uri">The URI.</param>
    /// <param name="query">Encoded, without a question mark.</param>
    public static Uri WithQuery(Uri uri, string query)
    {
        if (query.Length == 0)
        {
            return uri;
        }

        // Not with UriBuilder, which throws for a password without a user name.
        string separator = uri.Query.Length switch { 0 => "?", 1 => string.Empty, _ => "&" };
        return UserInfo.Keep(uri, new Uri(uri.AbsoluteUri[..^uri.Fragment.Length] + separator + query + uri.Fragment));
    }

    private static string? Normalize(string text, out string candidate)
    {
        candidate = text;
        if (text.Length == 0)
        {
            return "it is empty";
        }

        if (text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        if (DrivePath().IsMatch(text))
        {
            return "it is a file path; only http and https are fetched";
        }

        Match scheme = Scheme().Match(text);
        if (scheme.Success && scheme.Groups[1].Value.ToUpperInvariant() is "HTTP" or "HTTPS")
        {
            return "two slashes have to follow the scheme, as in https://example.com/page";
        }

        if (scheme.Success)
        {
            return $"the scheme '{scheme.Groups[1].Value}' is not supported, only http and https are";
        }

        if (!BareHostStart().IsMatch(text))
        {
            return "it is relative; give it with its scheme and host, such as https://example.com/page";
        }

        candidate = "http://" + text;
        return null;
    }

    [GeneratedRegex(@"^[A-Za-z]:([\\/]|$)")]
    private static partial Regex DrivePath();

    // A name before a colon is a scheme, unless what follows is a port: "localhost:8080/x" is a bare host.
    [GeneratedRegex(@"^([A-Za-z][A-Za-z0-9+.-]*):(?!\d+(?:[/?#]|$))")]
    private static partial Regex Scheme();

    [GeneratedRegex(@"^(\[|[\p{L}\p{N}_])")]
    private static partial Regex BareHostStart();
}
