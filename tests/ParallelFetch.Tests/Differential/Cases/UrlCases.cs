namespace ParallelFetch.Tests.Differential.Cases;

/// <summary>What becomes of a URL's scheme, host and path.</summary>
internal static class UrlCases
{
    internal static IReadOnlyList<DifferentialCase> All { get; } =
    [
        new("A plain get", ["{http}echo"], "'{http}echo'"),
        new("A get over tls", ["-k", "{https}echo"], "'{https}echo' -SkipCertificateCheck"),
        new("A bare host is http", ["127.0.0.1:{httpPort}{path}echo"], "'127.0.0.1:{httpPort}{path}echo'"),
        new(
            "A host that is a number is the address it stands for",
            ["http://2130706433:{httpPort}{path}echo"],
            "'http://2130706433:{httpPort}{path}echo'"),
        new("The scheme may be in capitals", ["HTTP://127.0.0.1:{httpPort}{path}echo"], "'HTTP://127.0.0.1:{httpPort}{path}echo'"),
        new(
            "A host in capitals",
            ["-x", "{proxy}", "http://HOST.Test:{httpPort}{path}echo"],
            "'http://HOST.Test:{httpPort}{path}echo' -Proxy '{proxy}'")
        {
            Differences =
            [
                "curl 1 host: HOST.Test:{httpPort}",
                "curl Proxy 1 GET http://HOST.Test:{httpPort}/echo user: none",
                "curl Proxy 1 host: HOST.Test:{httpPort}",
                "ours 1 host: host.test:{httpPort}",
                "ours Proxy 1 GET http://host.test:{httpPort}/echo user: none",
                "ours Proxy 1 host: host.test:{httpPort}",
            ],
            Because = "System.Uri makes the host lower case, which means the same (RFC 3986, section 6.2.2.1).",
            DependsOnCurl = true,
        },
        new(
            "A host in Unicode is sent in Punycode",
            ["-x", "{proxy}", "http://bücher.test:{httpPort}{path}echo"],
            "'http://bücher.test:{httpPort}{path}echo' -Proxy '{proxy}'")
        {
            Needs = ["IDN"],
        },
        new("A fragment stays at home", ["{http}echo?a=b#top?c=d"], "'{http}echo?a=b#top?c=d'"),
        new(
            "User and password in an https url are sent as Basic",
            ["-k", "https://user:pass@localhost:{httpsPort}{path}echo"],
            "'https://user:pass@localhost:{httpsPort}{path}echo' -SkipCertificateCheck"),
        new(
            "User and password in an http url are sent as Basic if that is allowed",
            ["http://user:pass@127.0.0.1:{httpPort}{path}echo"],
            "'http://user:pass@127.0.0.1:{httpPort}{path}echo' -AllowUnencryptedAuthentication"),
        new(
            "User and password in a url are decoded",
            ["http://us%40er:p%3A%2Fw@127.0.0.1:{httpPort}{path}echo"],
            "'http://us%40er:p%3A%2Fw@127.0.0.1:{httpPort}{path}echo' -AllowUnencryptedAuthentication"),
        new(
            "A user without password",
            ["http://user@127.0.0.1:{httpPort}{path}echo"],
            "'http://user@127.0.0.1:{httpPort}{path}echo' -AllowUnencryptedAuthentication"),
        new("Encoded separators and spaces stay encoded", ["{http}text/a%2Fb%2fc%20d%3Fe%23f%25g"], "'{http}text/a%2Fb%2fc%20d%3Fe%23f%25g'"),
        new("Encoded letters", ["{http}text/%61%7E%2D"], "'{http}text/%61%7E%2D'")
        {
            Compare = [SentRequests.HexDigits],
            Differences = ["curl 1 GET /text/%61%7E%2D HTTP/1.1", "ours 1 GET /text/a~- HTTP/1.1"],
            Because = "System.Uri decodes what needs no encoding, which means the same (RFC 3986, section 6.2.2.2).",
        },
        new("A percent sign that encodes nothing", ["{raw}ok/100%/%zz"], "'{raw}ok/100%/%zz'")
        {
            Differences = ["curl 1 GET /ok/100%/%zz HTTP/1.1", "ours 1 GET /ok/100%25/%25zz HTTP/1.1"],
            Because = "System.Uri encodes a percent sign that is not followed by two hex digits.",
        },
        new("Reserved characters in a path", ["{http}text/a!$&'()*+,;=:@b"], "\"{http}text/a!`$&'()*+,;=:@b\""),
        new("Unicode in a path", ["{raw}ok/Żółć/日本"], "'{raw}ok/Żółć/日本'"),
        new("Encoded Unicode in a path", ["{http}text/%C5%BB%e6%97%a5"], "'{http}text/%C5%BB%e6%97%a5'")
        {
            Compare = [SentRequests.HexDigits],
            Differences = ["curl 1 GET /text/%C5%BB%e6%97%a5 HTTP/1.1", "ours 1 GET /text/%C5%BB%E6%97%A5 HTTP/1.1"],
            Because = "System.Uri writes the hex digits of Unicode in capitals, which means the same (RFC 3986, section 6.2.2.1).",
        },
        new("Empty segments", ["{http}text//a///b/"], "'{http}text//a///b/'"),
        new("A backslash in a path", ["{raw}ok\\a"], "'{raw}ok\\a'")
        {
            Differences = ["curl 1 GET /ok\\a HTTP/1.1", "ours 1 GET /ok/a HTTP/1.1"],
            Because = "System.Uri and browsers (WHATWG URL) take a backslash for a slash.",
        },
        new("Dot segments are resolved", ["{http}a/./b/../../echo/."], "'{http}a/./b/../../echo/.'"),
        new("Encoded dot segments", ["{http}a/%2e%2E/echo"], "'{http}a/%2e%2E/echo'")
        {
            Differences = ["curl 1 GET /a/%2E%2E/echo HTTP/1.1", "ours 1 GET /echo HTTP/1.1"],
            Because = "System.Uri and browsers (WHATWG URL) resolve encoded dots, too.",
            DependsOnCurl = true,
        },
        new("Dot segments as they are", ["--path-as-is", "{http}a/../echo"], "'{http}a/../echo'")
        {
            Differences = ["curl 1 GET /a/../echo HTTP/1.1", "ours 1 GET /echo HTTP/1.1"],
            Because = "There is no counterpart to --path-as-is: dot segments are always resolved (RFC 3986, section 5.2.4).",
        },
        new("A space in a url", ["{raw}ok?a b"], "'{raw}ok?a b'")
        {
            CurlExitCode = Curl.MalformedUrl,
            Differences = ["ours 1 GET /ok?a%20b HTTP/1.1", "ours 1 host: 127.0.0.1:{rawPort}", "ours 1 body: "],
            Because = "A space in a URL is encoded; curl refuses it.",
        },
    ];
}
