namespace ParallelFetch.Tests.Differential.Cases;

/// <summary>Redirects within an origin: the whole sequence of requests is compared.</summary>
internal static class RedirectCases
{
    private static readonly int[] Codes = [301, 302, 303, 307, 308];

    internal static IReadOnlyList<DifferentialCase> All { get; } =
    [
        .. Codes.Select(code => new DifferentialCase($"Get after {code}", ["-L", Target(code)], $"'{Target(code)}'")),
        .. Codes.Select(code => new DifferentialCase($"Head after {code}", ["-L", "-I", Target(code)], $"'{Target(code)}' -Method Head")),
        .. Codes.Select(code => new DifferentialCase(
            $"Post after {code}",
            ["-L", "-d", "a=b", Target(code)],
            $"'{Target(code)}' -Method Post -Body 'a=b'")),
        .. Codes.Select(code => new DifferentialCase(
            $"Put of a file after {code}",
            ["-L", "-T", "{files}data.bin", Target(code)],
            $"'{Target(code)}' -Method Put -InFile '{{files}}data.bin'")),
        .. Codes.Select(code => new DifferentialCase(
            $"Form after {code}",
            ["-L", "-F", "f=@{files}data.bin", Target(code)],
            $"'{Target(code)}' -Method Post -Form @{{ f = [IO.FileInfo]'{{files}}data.bin' }}")),
        .. Codes.Where(code => code != 303).Select(code => new DifferentialCase(
            $"Delete after {code}",
            ["-L", "-X", "DELETE", Target(code)],
            $"'{Target(code)}' -Method Delete")),
        .. Codes.Where(code => code <= 303).Select(code => new DifferentialCase(
            $"Post stays post after {code} if asked",
            ["-L", $"--post{code}", "-d", "a=b", Target(code)],
            $"'{Target(code)}' -Method Post -Body 'a=b' -PreserveHttpMethodOnRedirect")),
        new("Delete after 303", ["-L", "-X", "DELETE", Target(303)], $"'{Target(303)}' -Method Delete")
        {
            Differences = ["curl 2 DELETE /echo HTTP/1.1", "ours 2 GET /echo HTTP/1.1"],
            Because = "303 is followed with GET (RFC 9110, section 15.4.4); curl -X sends its method always.",
        },
        new("Get after 300", ["-L", Target(300)], $"'{Target(300)}'"),
        new("Post after 300", ["-L", "-d", "a=b", Target(300)], $"'{Target(300)}' -Method Post -Body 'a=b'")
        {
            Differences =
            [
                "curl 2 POST /echo HTTP/1.1", "curl 2 content-length: 3", "curl 2 content-type: application/x-www-form-urlencoded", "curl 2 body: a=b",
                "ours 2 GET /echo HTTP/1.1", "ours 2 body: ",
            ],
            Because = "300 is followed as 302 is, as HttpClient and Invoke-WebRequest do; curl repeats the request.",
        },
        new("Put of a file after 300", ["-L", "-T", "{files}data.bin", Target(300)], $"'{Target(300)}' -Method Put -InFile '{{files}}data.bin'"),
        new("Redirects are not followed", ["{http}redirect/3"], "'{http}redirect/3' -MaximumRedirection 0"),
        new("Redirects are followed to their end", ["-L", "{http}redirect/5?absolute=1"], "'{http}redirect/5?absolute=1'"),
        new(
            "Redirects are followed to the maximum",
            ["-L", "--max-redirs", "2", "{http}redirect/5"],
            "'{http}redirect/5' -MaximumRedirection 2")
        {
            CurlExitCode = 47, ErrorIds = ["MaximumRedirectExceeded"],
        },
        new(
            "A loop is left after fifty rounds",
            ["-L", "{http}redirect-loop"],
            "'{http}redirect-loop'")
        {
            CurlExitCode = 47, ErrorIds = ["MaximumRedirectExceeded"],
        },
        new("A redirect to nowhere is an answer", ["-L", "{http}redirect-nolocation"], "'{http}redirect-nolocation'"),
        new("A relative redirect", ["-L", "{http}redirect-to?url=..%2F..{path%}echo%3Fx%3Dy"], "'{http}redirect-to?url=..%2F..{path%}echo%3Fx%3Dy'"),
        new(
            "A redirect to a query",
            ["-L", "--max-redirs", "1", "{http}redirect-to?url=%3Fcode%3D200"],
            "'{http}redirect-to?url=%3Fcode%3D200' -MaximumRedirection 1"),
        new(
            "A redirect without a scheme",
            ["-L", "{http}redirect-to?url=%2F%2F127.0.0.1:{httpPort}{path%}echo"],
            "'{http}redirect-to?url=%2F%2F127.0.0.1:{httpPort}{path%}echo'"),
        new(
            "A redirect with an encoded query",
            ["-L", "{http}redirect-to?url={http%}echo%3Fa%3D%252F%2520b%26c"],
            "'{http}redirect-to?url={http%}echo%3Fa%3D%252F%2520b%26c'"),
        new("A redirect with a space", ["-L", "{http}redirect-to?url={http%}text%2Fa%20b"], "'{http}redirect-to?url={http%}text%2Fa%20b'"),
        new("A redirect with Unicode", ["-L", "{http}redirect-to?url={http%}text%2F%C3%BC"], "'{http}redirect-to?url={http%}text%2F%C3%BC'"),
        new(
            "A redirect that is not http",
            ["-L", "{http}redirect-to?url=file%3A%2F%2F%2Fdev%2Fnull"],
            "'{http}redirect-to?url=file%3A%2F%2F%2Fdev%2Fnull'")
        {
            CurlExitCode = 1, ErrorIds = ["ProtocolError"],
        },
        new(
            "Headers go along",
            ["-L", "-H", "X-One: 1", "-H", "Accept: a/b", "-e", "http://from/", "{http}redirect/1"],
            "'{http}redirect/1' -Headers @{ 'X-One' = 1; Accept = 'a/b'; Referer = 'http://from/' }")
        {
            Compare = ["accept"],
        },
        new(
            "A content type goes with its content",
            ["-L", "-H", "Content-Type: a/b", "-d", "x", Target(307)],
            $"'{Target(307)}' -Method Post -ContentType 'a/b' -Body x"),
        new(
            "A content type after the content is gone",
            ["-L", "-H", "Content-Type: a/b", "-d", "x", Target(302)],
            $"'{Target(302)}' -Method Post -ContentType 'a/b' -Body x")
        {
            Differences = ["curl 2 content-type: a/b"],
            Because = "Headers of a content go with it (WHATWG Fetch, HTTP-redirect fetch); curl repeats what -H says.",
        },
        new(
            "Digest after a redirect",
            ["-L", "--digest", "-u", "user:password", "{http}redirect-to?url={http%}auth%2Fdigest"],
            "'{http}redirect-to?url={http%}auth%2Fdigest' -AllowUnencryptedAuthentication -Credential $account"),
    ];

    private static string Target(int code) => "{http}redirect/1?code=" + code.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
