namespace ParallelFetch.Tests.Differential.Cases;

/// <summary>Redirects to other origins, and what goes along.</summary>
internal static class RedirectOriginCases
{
    private const string Elsewhere = "{http}redirect-to?url={other%}echo";
    private const string Here = "{http}redirect-to?url={http%}echo";

    internal static IReadOnlyList<DifferentialCase> All { get; } =
    [
        new("Another origin", ["-L", "-H", "X-One: 1", Elsewhere], $"'{Elsewhere}' -Headers @{{ 'X-One' = 1 }}"),
        new("A post to another origin", ["-L", "-d", "a=b", Elsewhere + "&code=307"], $"'{Elsewhere}&code=307' -Method Post -Body 'a=b'"),
        new(
            "An account stays with its origin",
            ["-L", "-u", "user:password", Elsewhere],
            $"'{Elsewhere}' -AllowUnencryptedAuthentication -Authentication Basic -Credential $account"),
        new(
            "An account goes along within its origin",
            ["-L", "-u", "user:password", Here],
            $"'{Here}' -AllowUnencryptedAuthentication -Authentication Basic -Credential $account"),
        new(
            "A bearer stays with its origin",
            ["-L", "--oauth2-bearer", "token", Elsewhere],
            $"'{Elsewhere}' -AllowUnencryptedAuthentication -Authentication Bearer -Token $token"),
        new(
            "An account goes everywhere if asked",
            ["-L", "--location-trusted", "-u", "user:password", Elsewhere],
            $"'{Elsewhere}' -AllowUnencryptedAuthentication -Authentication Basic -Credential $account -PreserveAuthorizationOnRedirect"),
        new(
            "The account of a url stays with its origin",
            ["-L", "http://user:pass@127.0.0.1:{httpPort}{path}redirect-to?url={other%}echo"],
            "'http://user:pass@127.0.0.1:{httpPort}{path}redirect-to?url={other%}echo' -AllowUnencryptedAuthentication"),
        new(
            "An account does not answer the challenge of another origin",
            ["-L", "--anyauth", "-u", "user:password", "{http}redirect-to?url={other%}auth%2Fbasic"],
            "'{http}redirect-to?url={other%}auth%2Fbasic' -AllowUnencryptedAuthentication -Credential $account"),
        new(
            "Authorization as a header stays with its origin",
            ["-L", "-H", "Authorization: Own abc", Elsewhere],
            $"'{Elsewhere}' -Headers @{{ Authorization = 'Own abc' }}"),
        new(
            "Authorization as a header goes along within its origin",
            ["-L", "-H", "Authorization: Own abc", Here],
            $"'{Here}' -Headers @{{ Authorization = 'Own abc' }}"),
        new(
            "Authorization as a header goes everywhere if asked",
            ["-L", "--location-trusted", "-H", "Authorization: Own abc", Elsewhere],
            $"'{Elsewhere}' -Headers @{{ Authorization = 'Own abc' }} -PreserveAuthorizationOnRedirect"),
        new("Cookies as a header stay with their origin", ["-L", "-H", "Cookie: a=b", Elsewhere], $"'{Elsewhere}' -Headers @{{ Cookie = 'a=b' }}"),
        new("Cookies that are given stay with their origin", ["-L", "-b", "a=b", Elsewhere], $"'{Elsewhere}' -Headers @{{ Cookie = 'a=b' }}")
        {
            Differences = ["curl 2 cookie: a=b"],
            Because = "Credentials are kept by origin, which has a port; curl sends cookies to all ports of a host.",
            DependsOnCurl = true,
        },
        new("Cookies as a header go along within their origin", ["-L", "-H", "Cookie: a=b", Here], $"'{Here}' -Headers @{{ Cookie = 'a=b' }}"),
        new(
            "What looks like a secret stays with its origin",
            ["-L", "-H", "X-Api-Key: k", "-H", "X-One: 1", Elsewhere],
            $"'{Elsewhere}' -Headers @{{ 'X-Api-Key' = 'k'; 'X-One' = 1 }}")
        {
            Differences = ["curl 2 x-api-key: k"],
            Because = "Headers that look like a secret by their name do not cross origins; curl drops Authorization and Cookie only.",
        },
        new(
            "A header that is marked as secret stays with its origin",
            ["-L", "-H", "X-One: token", Elsewhere],
            $"'{Elsewhere}' -Headers @{{ 'X-One' = $token }}")
        {
            Differences = ["curl 2 x-one: token"],
            Because = "A secure string marks a header that does not cross origins; curl has no such mark.",
        },
        new(
            "A host that is given stays with its origin",
            ["-L", "-H", "Host: example.com", Elsewhere],
            $"'{Elsewhere}' -Headers @{{ Host = 'example.com' }}")
        {
            Differences = ["curl 2 host: example.com", "ours 2 host: {other.authority}"],
            Because = "The Host header belongs to the origin that it was given for.",
        },
        new(
            "Credentials that were dropped stay dropped",
            ["-L", "-u", "user:password", "{http}redirect-to?url={other%}redirect-to%3Furl%3D{http%}echo"],
            "'{http}redirect-to?url={other%}redirect-to%3Furl%3D{http%}echo' -AllowUnencryptedAuthentication -Authentication Basic -Credential $account"),
        new("From http to https", ["-k", "-L", "{http}redirect-to?url={https%}echo"], "'{http}redirect-to?url={https%}echo' -SkipCertificateCheck"),
        new("From https to http", ["-k", "-L", "{https}redirect-to?url={http%}echo"], "'{https}redirect-to?url={http%}echo' -SkipCertificateCheck")
        {
            ErrorIds = ["InsecureRedirection"],
            Differences = ["curl 2 GET /echo HTTP/1.1", "curl 2 host: 127.0.0.1:{httpPort}", "curl 2 body: "],
            Because = "A redirect from https to http is an error unless -AllowInsecureRedirect is given.",
        },
        new(
            "From https to http if asked",
            ["-k", "-L", "-u", "user:password", "{https}redirect-to?url={http%}echo"],
            "'{https}redirect-to?url={http%}echo' -SkipCertificateCheck -AllowInsecureRedirect -Authentication Basic -Credential $account"),
        new(
            "From https to another https",
            ["-k", "-L", "-u", "user:password", "{https}redirect-to?url={otherHttps%}echo"],
            "'{https}redirect-to?url={otherHttps%}echo' -SkipCertificateCheck -Authentication Basic -Credential $account"),
    ];
}
