using System.Globalization;
using System.Net;

namespace ParallelFetch.Binding;

/// <summary>Completes -HttpVersion.</summary>
internal sealed class HttpVersionCompleter() : WordCompleter(["1.0", "1.1", "2.0", "3.0"]);

/// <summary>Completes -Method.</summary>
internal sealed class MethodCompleter() : WordCompleter(Enum.GetNames<WebRequestMethod>());

/// <summary>Completes -CustomMethod: WebDAV (RFC 4918), QUERY, and what caches take.</summary>
internal sealed class CustomMethodCompleter() : WordCompleter(
    ["BAN", "COPY", "LOCK", "MKCOL", "MOVE", "PROPFIND", "PROPPATCH", "PURGE", "QUERY", "REPORT", "SEARCH", "UNLOCK"]);

/// <summary>Completes the algorithm of -FileHash, behind which the hash follows.</summary>
internal sealed class FileHashCompleter() : WordCompleter(["sha256:", "sha512:", "sha384:", "sha1:", "md5:"]);

/// <summary>Completes -RetryStatusCode with the statuses that may pass.</summary>
internal sealed class RetryStatusCompleter() : WordCompleter(["404", "408", "409", "423", "425", "429", "500", "502", "503", "504", "507", "520", "521", "522", "524", "529"])
{
    /// <inheritdoc/>
    protected override string Describe(string word)
    {
        var status = (HttpStatusCode)int.Parse(word, CultureInfo.InvariantCulture);
        return Enum.IsDefined(status) ? $"{word} {status}" : status == (HttpStatusCode)425 ? $"{word} TooEarly" : $"{word} (of some gateways)";
    }
}

/// <summary>Completes -ContentType.</summary>
internal sealed class ContentTypeCompleter() : WordCompleter(
[
    "application/json", "application/json; charset=utf-8", "application/json-patch+json", "application/ld+json",
    "application/merge-patch+json", "application/octet-stream", "application/soap+xml; charset=utf-8",
    "application/x-ndjson", "application/x-www-form-urlencoded", "application/xml", "application/xml; charset=utf-8",
    "text/csv", "text/html", "text/plain", "text/plain; charset=utf-8", "text/xml; charset=utf-8",
])
{
    /// <inheritdoc/>
    protected override string ToArgument(string word) => $"'{word}'";
}

/// <summary>Completes -UserAgent: with a name of one's own, and, where PowerShell has them, with those that its web cmdlets know.</summary>
internal sealed class UserAgentCompleter() : WordCompleter(Words)
{
    private const string OwnName = "MyScript/1.0 (+https://example.com/contact)";

    private static string[] Words => Type.GetType("Microsoft.PowerShell.Commands.PSUserAgent, Microsoft.PowerShell.Commands.Utility") is null
        ? [OwnName]
        : [OwnName, "Chrome", "FireFox", "InternetExplorer", "Opera", "Safari"];

    /// <inheritdoc/>
    protected override string ToArgument(string word) =>
        word == OwnName ? $"'{word}'" : $"([Microsoft.PowerShell.Commands.PSUserAgent]::{word})";

    /// <inheritdoc/>
    protected override string Describe(string word) =>
        word == OwnName ? "Says who asks, so that the owner of a server can turn to you." : $"What Invoke-WebRequest sends for {word}.";
}
