namespace ParallelFetch.Binding;

/// <summary>Completes -HttpVersion.</summary>
public sealed class HttpVersionCompleter() : WordCompleter(["1.0", "1.1", "2.0", "3.0"]);

/// <summary>Completes -Method.</summary>
public sealed class MethodCompleter() : WordCompleter(Enum.GetNames<WebRequestMethod>());

/// <summary>Completes -ContentType.</summary>
public sealed class ContentTypeCompleter() : WordCompleter(
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

/// <summary>Completes the names of -Headers, each as a hashtable to fill in.</summary>
public sealed class HeaderCompleter() : WordCompleter(
[
    "Accept", "Accept-Charset", "Accept-Encoding", "Accept-Language", "Authorization", "Cache-Control", "Content-Language",
    "Cookie", "Date", "DNT", "Expect", "Forwarded", "From", "Host", "If-Match", "If-Modified-Since", "If-None-Match", "If-Range",
    "If-Unmodified-Since", "Max-Forwards", "Origin", "Pragma", "Prefer", "Range", "Referer", "TE", "traceparent",
    "Upgrade-Insecure-Requests", "User-Agent", "Via", "X-Api-Key", "X-Correlation-Id", "X-Forwarded-For", "X-Request-Id", "X-Requested-With",
])
{
    /// <inheritdoc/>
    protected override string ToArgument(string word) => $"@{{ '{word}' = '' }}";
}
