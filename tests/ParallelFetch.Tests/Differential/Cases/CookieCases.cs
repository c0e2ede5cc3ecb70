namespace ParallelFetch.Tests.Differential.Cases;

/// <summary>Cookies: given, and kept from answer to request.</summary>
internal static class CookieCases
{
    private const string NewSession = "-WebSession ([pscustomobject]@{ Cookies = [Net.CookieContainer]::new() })";

    internal static IReadOnlyList<DifferentialCase> All { get; } =
    [
        new("Cookies that are given", ["-b", "a=b; c=\"d e\"", "{http}echo"], "'{http}echo' -Headers @{ Cookie = 'a=b; c=\"d e\"' }"),
        new(
            "A cookie that is set is sent back",
            ["-b", "", "{http}cookies/set?name=a&value=b", "{http}echo"],
            $"'{{http}}cookies/set?name=a&value=b', '{{http}}echo' -Throttle 1 {NewSession}"),
        new(
            "A cookie counts on",
            ["-b", "", "{http}cookies/count", "{http}cookies/count", "{http}cookies/count"],
            $"'{{http}}cookies/count', '{{http}}cookies/count', '{{http}}cookies/count' -Throttle 1 {NewSession}"),
        new(
            "A cookie of another path stays at home",
            ["-b", "", "{http}cookies/set?name=a&value=b&path={path%}elsewhere", "{http}echo"],
            $"'{{http}}cookies/set?name=a&value=b&path={{path%}}elsewhere', '{{http}}echo' -Throttle 1 {NewSession}"),
        new(
            "A cookie goes to its path",
            ["-b", "", "{http}cookies/set?name=a&value=b&path={path%}", "{http}echo/x"],
            $"'{{http}}cookies/set?name=a&value=b&path={{path%}}', '{{http}}echo/x' -Throttle 1 {NewSession}"),
        new(
            "A cookie that has expired is gone",
            ["-b", "", "{http}cookies/set?name=a&value=b", "{http}cookies/set?name=a&value=b&maxAge=0", "{http}echo"],
            $"'{{http}}cookies/set?name=a&value=b', '{{http}}cookies/set?name=a&value=b&maxAge=0', '{{http}}echo' -Throttle 1 {NewSession}"),
        new(
            "A cookie is kept from a redirect",
            ["-L", "-b", "", "{http}cookies/set?name=a&value=b", "{http}redirect/1"],
            $"'{{http}}cookies/set?name=a&value=b', '{{http}}redirect/1' -Throttle 1 {NewSession}"),
        new(
            "A secure cookie does not go over http",
            ["-k", "-b", "", "https://localhost:{httpsPort}{path}cookies/set?name=a&value=b&secure=1", "http://localhost:{httpPort}{path}echo"],
            $"'https://localhost:{{httpsPort}}{{path}}cookies/set?name=a&value=b&secure=1', 'http://localhost:{{httpPort}}{{path}}echo' -SkipCertificateCheck -Throttle 1 {NewSession}")
        {
            Differences = ["curl 2 cookie: a=b"],
            Because = "To curl, localhost is as safe as https; to CookieContainer, it is a host like any other.",
            DependsOnCurl = true,
        },
        new(
            "A cookie knows no ports",
            ["-b", "", "{http}cookies/set?name=a&value=b", "{other}echo"],
            $"'{{http}}cookies/set?name=a&value=b', '{{other}}echo' -Throttle 1 {NewSession}"),
        new(
            "Cookies that are given and cookies that are kept",
            ["-b", "", "-H", "Cookie: own=1", "{http}cookies/set?name=a&value=b", "{http}echo"],
            $"'{{http}}cookies/set?name=a&value=b', '{{http}}echo' -Headers @{{ Cookie = 'own=1' }} -Throttle 1 {NewSession}")
        {
            Differences = ["curl 2 cookie: a=b", "curl 2 cookie: own=1", "ours 2 cookie: own=1; a=b"],
            Because = "A request has one Cookie header at most (RFC 6265, section 5.4).",
        },
    ];
}
