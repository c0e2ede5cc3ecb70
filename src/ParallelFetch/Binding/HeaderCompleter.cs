namespace ParallelFetch.Binding;

/// <summary>
/// Completes -Headers with names, each as a hashtable to fill in, and with common values. PowerShell asks no completer
/// for what stands inside of @{ }.
/// </summary>
internal sealed class HeaderCompleter() : WordCompleter(
[
    "Accept", "Accept: application/json", "Accept: application/xml", "Accept: text/html", "Accept: text/csv", "Accept: */*",
    "Accept-Charset", "Accept-Encoding", "Accept-Encoding: identity", "Accept-Language", "Accept-Language: en", "Authorization",
    "Cache-Control", "Cache-Control: no-cache", "Cache-Control: no-store", "Content-Language", "Cookie", "Date", "DNT", "Expect",
    "Expect: 100-continue", "Forwarded", "From", "Host", "If-Match", "If-Modified-Since", "If-None-Match", "If-None-Match: *",
    "If-Range", "If-Unmodified-Since", "Max-Forwards", "Origin", "Pragma", "Pragma: no-cache", "Prefer",
    "Prefer: return=minimal", "Prefer: respond-async", "Range", "Range: bytes=0-1023", "Referer", "TE", "traceparent",
    "Upgrade-Insecure-Requests", "User-Agent", "Via", "X-Api-Key", "X-Correlation-Id", "X-Forwarded-For", "X-Request-Id",
    "X-Requested-With", "X-Requested-With: XMLHttpRequest",
])
{
    /// <inheritdoc/>
    protected override string ToArgument(string word)
    {
        string[] field = word.Split(": ");
        return field.Length == 1 ? $"@{{ '{word}' = '' }}" : $"@{{ '{field[0]}' = '{field[1]}' }}";
    }
}
