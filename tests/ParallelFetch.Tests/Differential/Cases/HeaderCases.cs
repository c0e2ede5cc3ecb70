namespace ParallelFetch.Tests.Differential.Cases;

/// <summary>Header fields.</summary>
internal static class HeaderCases
{
    internal static IReadOnlyList<DifferentialCase> All { get; } =
    [
        new("A header", ["-H", "X-One: 1", "{http}echo"], "'{http}echo' -Headers @{ 'X-One' = 1 }"),
        new(
            "Several headers",
            ["-H", "X-One: 1", "-H", "X-Two: 2, b; c=\"d\"", "{http}echo"],
            "'{http}echo' -Headers @{ 'X-One' = 1; 'X-Two' = '2, b; c=\"d\"' }"),
        new("A header with several values", ["-H", "X-One: 1", "-H", "X-One: 2", "{raw}ok"], "'{raw}ok' -Headers @{ 'X-One' = 1, 2 }")
        {
            Differences = ["curl 1 x-one: 1", "curl 1 x-one: 2", "ours 1 x-one: 1, 2"],
            Because = "HttpClient writes several values into one line, which means the same (RFC 9110, section 5.3).",
        },
        new("An empty header", ["-H", "X-One;", "{http}echo"], "'{http}echo' -Headers @{ 'X-One' = '' }"),
        new("A header in Unicode is UTF-8", ["-H", "X-One: Grüße 日本", "{http}echo"], "'{http}echo' -Headers @{ 'X-One' = 'Grüße 日本' }"),
        new("A header over HTTP/2", ["-k", "-H", "X-One: a, b", "{https}echo"], "'{https}echo' -SkipCertificateCheck -Headers @{ 'X-One' = 'a, b' }"),
        new(
            "Many headers",
            [.. Enumerable.Range(0, 100).SelectMany(i => new[] { "-H", $"X-{i}: {i}" }), "{http}echo"],
            "'{http}echo' -Headers $(0..99 | ForEach-Object { $h = @{} } { $h[\"X-$_\"] = $_ } { $h })"),
        new("A long header", ["-H", "X-One: " + new string('x', 30_000), "{http}echo"], "'{http}echo' -Headers @{ 'X-One' = 'x' * 30000 }"),
        new(
            "Accept",
            ["-H", "Accept: text/html;q=0.5, */*", "{http}echo"],
            "'{http}echo' -Headers @{ Accept = 'text/html;q=0.5, */*' }")
        {
            Compare = ["accept"],
        },
        new(
            "Accept-Encoding",
            ["-H", "Accept-Encoding: gzip;q=0.5", "{http}echo"],
            "'{http}echo' -Headers @{ 'Accept-Encoding' = 'gzip;q=0.5' }")
        {
            Compare = ["accept-encoding"],
        },
        new("Compressed answers are asked for", ["--compressed", "{http}echo"], "'{http}echo'")
        {
            Compare = ["accept-encoding"],
            Differences = ["curl 1 accept-encoding: *", "ours 1 accept-encoding: gzip, deflate, br"],
            Because = "Each asks for what it can decode.",
        },
        new(
            "The user agent",
            ["-A", "Mozilla/5.0 (compatible; x)", "{http}echo"],
            "'{http}echo' -UserAgent 'Mozilla/5.0 (compatible; x)'")
        {
            Compare = ["user-agent"],
        },
        new(
            "The user agent among the headers",
            ["-H", "User-Agent: a b c", "{http}echo"],
            "'{http}echo' -Headers @{ 'User-Agent' = 'a b c' }")
        {
            Compare = ["user-agent"],
        },
        new(
            "A user agent that is not well-formed",
            ["-A", "(((", "{http}echo"],
            "'{http}echo' -UserAgent '(((' -SkipHeaderValidation")
        {
            Compare = ["user-agent"],
        },
        new(
            "An empty user agent",
            ["-H", "User-Agent;", "{http}echo"],
            "'{http}echo' -UserAgent '' -SkipHeaderValidation")
        {
            Compare = ["user-agent"],
        },
        new("The referrer", ["-e", "https://example.com/a?b=c", "{http}echo"], "'{http}echo' -Headers @{ Referer = 'https://example.com/a?b=c' }"),
        new("A range", ["-r", "0-9,20-", "{http}bytes/100"], "'{http}bytes/100' -Headers @{ Range = 'bytes=0-9,20-' }"),
        new(
            "A condition",
            ["-H", "If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT", "-H", "If-None-Match: W/\"a\", \"b\"", "{http}echo"],
            "'{http}echo' -Headers @{ 'If-Modified-Since' = 'Sun, 06 Nov 1994 08:49:37 GMT'; 'If-None-Match' = 'W/\"a\", \"b\"' }"),
        new("The host", ["-H", "Host: example.com:81", "{http}echo"], "'{http}echo' -Headers @{ Host = 'example.com:81' }"),
        new(
            "The host over HTTP/2",
            ["-k", "-H", "Host: example.com", "{https}echo"],
            "'{https}echo' -SkipCertificateCheck -Headers @{ Host = 'example.com' }"),
        new(
            "Headers of a content",
            [
                "-H", "Content-Type: a/b", "-H", "Content-Language: de, en", "-H", "Content-Encoding: x-own", "-H",
                "Content-Disposition: inline", "-d", "x", "{http}echo",
            ],
            "'{http}echo' -Method Post -Body x -Headers @{ 'Content-Type' = 'a/b'; 'Content-Language' = 'de, en'; 'Content-Encoding' = 'x-own'; 'Content-Disposition' = 'inline' }"),
        new(
            "A content type with its parameters",
            ["-H", "Content-Type: text/plain;charset=\"utf-8\" ;x=y", "-d", "x", "{http}echo"],
            "'{http}echo' -Method Post -Body x -ContentType 'text/plain;charset=\"utf-8\" ;x=y'"),
        new(
            "A content type that is none",
            ["-H", "Content-Type: none at all", "-d", "x", "{http}echo"],
            "'{http}echo' -Method Post -Body x -ContentType 'none at all' -SkipHeaderValidation"),
        new("A content type without content", ["-H", "Content-Type: application/json", "{http}echo"], "'{http}echo' -ContentType 'application/json'")
        {
            Differences = ["ours 1 content-length: 0"],
            Because = "HttpClient sends such headers only with a content, even if that is empty.",
        },
        new(
            "A date that is not well-formed",
            ["-H", "If-Modified-Since: yesterday", "{http}echo"],
            "'{http}echo' -Headers @{ 'If-Modified-Since' = 'yesterday' } -SkipHeaderValidation"),
        new(
            "A name with all that a name may have",
            ["-H", "x!#$%&'*+-.^_`|~9: 1", "{http}echo"],
            "'{http}echo' -Headers @{ \"x!#`$%&'*+-.^_``|~9\" = 1 }"),
        new("The connection is closed", ["-H", "Connection: close", "{http}echo"], "'{http}echo' -DisableKeepAlive"),
        new("Trailers are welcome", ["-H", "TE: trailers", "{http}echo"], "'{http}echo' -Headers @{ TE = 'trailers' }"),
        new(
            "A header that asks for an upgrade",
            ["-H", "Upgrade-Insecure-Requests: 1", "-H", "Sec-Fetch-Mode: navigate", "{http}echo"],
            "'{http}echo' -Headers @{ 'Upgrade-Insecure-Requests' = 1; 'Sec-Fetch-Mode' = 'navigate' }"),
        new("Headers as lines of text", ["-H", "X-One: 1", "-H", "X-Two: 2", "{http}echo"], "'{http}echo' -Headers \"X-One: 1`nX-Two: 2\""),
    ];
}
