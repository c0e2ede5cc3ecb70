namespace ParallelFetch.Tests.Differential.Cases;

/// <summary>HTTP and TLS versions, sockets.</summary>
internal static class ConnectionCases
{
    internal static IReadOnlyList<DifferentialCase> All { get; } =
    [
        new("HTTP/1.0", ["--http1.0", "{http}echo"], "'{http}echo' -HttpVersion 1.0"),
        new("HTTP/1.0 with a body", ["--http1.0", "-d", "a=b", "{http}echo"], "'{http}echo' -HttpVersion 1.0 -Method Post -Body 'a=b'"),
        new("HTTP/1.1 over tls", ["-k", "--http1.1", "{https}echo"], "'{https}echo' -SkipCertificateCheck -HttpVersion 1.1"),
        new("HTTP/2 over tls", ["-k", "--http2", "{https}echo"], "'{https}echo' -SkipCertificateCheck -HttpVersion 2.0"),
        new("HTTP/2 without tls", ["--http2", "{http}echo"], "'{http}echo' -HttpVersion 2.0")
        {
            Differences = ["curl 1 connection: Upgrade*", "curl 1 http2-settings: *", "curl 1 upgrade: h2c"],
            Because = "Without TLS, HTTP/1.1 is spoken: the upgrade that curl offers is obsolete (RFC 9113, section 3.1).",
            DependsOnCurl = true,
        },
        new("TLS 1.2", ["-k", "--tlsv1.2", "--tls-max", "1.2", "{tls12}echo"], "'{tls12}echo' -SkipCertificateCheck -SslProtocol Tls12"),
        new("A Unix socket", ["--unix-socket", "{unixSocket}", "{unix}echo"], "'{unix}echo' -UnixSocket '{unixSocket}'") { Needs = ["UnixSockets"] },
        new(
            "A post through a Unix socket",
            ["--unix-socket", "{unixSocket}", "-d", "a=b", "http://any.name{path}echo"],
            "'http://any.name{path}echo' -UnixSocket '{unixSocket}' -Method Post -Body 'a=b'")
        {
            Needs = ["UnixSockets"],
        },
        new(
            "Several urls, one after the other",
            ["{http}text/1", "{http}text/2", "{http}text/3"],
            "'{http}text/1', '{http}text/2', '{http}text/3' -Throttle 1"),
    ];
}
