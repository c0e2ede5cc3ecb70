namespace ParallelFetch.Tests.Differential.Cases;

/// <summary>Credentials and certificates.</summary>
internal static class IdentityCases
{
    internal static IReadOnlyList<DifferentialCase> All { get; } =
    [
        new(
            "Basic over https",
            ["-k", "-u", "user:password", "{https}auth/basic"],
            "'{https}auth/basic' -SkipCertificateCheck -Authentication Basic -Credential $account"),
        new(
            "Basic over http if that is allowed",
            ["-u", "user:password", "{http}auth/basic"],
            "'{http}auth/basic' -AllowUnencryptedAuthentication -Authentication Basic -Credential $account"),
        new(
            "Basic in Unicode is UTF-8",
            ["-u", "jürgen:pä:ß€", "{http}auth/basic"],
            "'{http}auth/basic' -AllowUnencryptedAuthentication -Authentication Basic -Credential $unicodeAccount"),
        new(
            "Basic with a body",
            ["-u", "user:password", "-d", "a=b", "{http}echo"],
            "'{http}echo' -AllowUnencryptedAuthentication -Authentication Basic -Credential $account -Method Post -Body 'a=b'"),
        new(
            "Basic in answer to a challenge",
            ["--anyauth", "-u", "user:password", "{http}auth/basic"],
            "'{http}auth/basic' -AllowUnencryptedAuthentication -Credential $account"),
        new(
            "The wrong account in answer to a challenge",
            ["--anyauth", "-u", "proxyuser:proxypass", "{http}auth/basic"],
            "'{http}auth/basic' -AllowUnencryptedAuthentication -Credential $proxyAccount"),
        new(
            "A bearer",
            ["-k", "--oauth2-bearer", "token", "{https}auth/bearer"],
            "'{https}auth/bearer' -SkipCertificateCheck -Authentication Bearer -Token $token"),
        new(
            "OAuth is a bearer",
            ["-k", "--oauth2-bearer", "token", "{https}auth/bearer"],
            "'{https}auth/bearer' -SkipCertificateCheck -Authentication OAuth -Token $token"),
        new("Credentials do not go over http", ["-u", "user:password", "{http}echo"], "'{http}echo' -Authentication Basic -Credential $account")
        {
            ErrorIds = ["AllowUnencryptedAuthenticationRequired"],
            Differences =
            [
                "curl 1 GET /echo HTTP/1.1",
                "curl 1 authorization: Basic dXNlcjpwYXNzd29yZA==",
                "curl 1 host: 127.0.0.1:{httpPort}",
                "curl 1 body: ",
            ],
            Because = "Credentials are sent over http only with -AllowUnencryptedAuthentication, as with Invoke-WebRequest.",
        },
        new("Authorization as a header", ["-H", "Authorization: Own abc", "{http}echo"], "'{http}echo' -Headers @{ Authorization = 'Own abc' }"),
        new(
            "Digest",
            ["--digest", "-u", "user:password", "{http}auth/digest"],
            "'{http}auth/digest' -AllowUnencryptedAuthentication -Credential $account"),
        new(
            "Digest with a query",
            ["--digest", "-u", "user:password", "{http}auth/digest?realm=a%20b&x=%2F"],
            "'{http}auth/digest?realm=a%20b&x=%2F' -AllowUnencryptedAuthentication -Credential $account"),
        new(
            "Digest with SHA-256",
            ["--digest", "-u", "user:password", "{http}auth/digest?algorithm=SHA-256"],
            "'{http}auth/digest?algorithm=SHA-256' -AllowUnencryptedAuthentication -Credential $account"),
        new(
            "Digest without an algorithm",
            ["--digest", "-u", "user:password", "{http}auth/digest?algorithm=none"],
            "'{http}auth/digest?algorithm=none' -AllowUnencryptedAuthentication -Credential $account"),
        new(
            "Digest over HTTP/2",
            ["-k", "--digest", "-u", "user:password", "{https}auth/digest"],
            "'{https}auth/digest' -SkipCertificateCheck -Credential $account"),
        new(
            "Digest with a body",
            ["--digest", "-u", "user:password", "-d", "a=b", "{http}auth/digest"],
            "'{http}auth/digest' -AllowUnencryptedAuthentication -Credential $account -Method Post -Body 'a=b'")
        {
            Differences = ["curl 1 content-length: 0", "curl 1 body: ", "ours 1 content-length: 3", "ours 1 body: a=b"],
            Because = "HttpClient sends the body each time; curl expects the challenge and saves it for the answer.",
        },
        new(
            "The wrong account for digest",
            ["--digest", "-u", "proxyuser:proxypass", "{http}auth/digest"],
            "'{http}auth/digest' -AllowUnencryptedAuthentication -Credential $proxyAccount"),
        new(
            "No challenge, no credentials",
            ["--anyauth", "-u", "user:password", "{http}echo"],
            "'{http}echo' -AllowUnencryptedAuthentication -Credential $account"),
        new(
            "A client certificate",
            ["-k", "--cert", "{files}client.pem", "{mtls}echo"],
            "'{mtls}echo' -SkipCertificateCheck -Certificate $certificate")
        {
            Needs = ["OpenSSL"],
        },
        new(
            "A client certificate that nobody asked for",
            ["-k", "--cert", "{files}client.pem", "{https}echo"],
            "'{https}echo' -SkipCertificateCheck -Certificate $certificate")
        {
            Needs = ["OpenSSL"],
        },
    ];
}
