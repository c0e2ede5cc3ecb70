namespace ParallelFetch.Tests.Differential.Cases;

/// <summary>Proxies: what they are asked for, and what arrives through them.</summary>
internal static class ProxyCases
{
    internal static IReadOnlyList<DifferentialCase> All { get; } =
    [
        new("A get through a proxy", ["-x", "{proxy}", "{proxied}echo?a=b#c"], "'{proxied}echo?a=b#c' -Proxy '{proxy}'"),
        new(
            "A post through a proxy",
            ["-x", "http://{proxy}", "-d", "a=b", "-H", "X-One: 1", "{proxied}echo"],
            "'{proxied}echo' -Proxy 'http://{proxy}' -Method Post -Body 'a=b' -Headers @{ 'X-One' = 1 }"),
        new(
            "A file through a proxy",
            ["-x", "{proxy}", "-T", "{files}large.bin", "{proxied}echo"],
            "'{proxied}echo' -Proxy '{proxy}' -Method Put -InFile '{files}large.bin'"),
        new(
            "Chunks through a proxy",
            ["-x", "{proxy}", "-T", "{files}data.bin", "-H", "Transfer-Encoding: chunked", "{proxied}echo"],
            "'{proxied}echo' -Proxy '{proxy}' -Method Put -InFile '{files}data.bin' -TransferEncoding chunked"),
        new("A redirect through a proxy", ["-x", "{proxy}", "-L", "{proxied}redirect/2"], "'{proxied}redirect/2' -Proxy '{proxy}'"),
        new("A tunnel through a proxy", ["-k", "-x", "{proxy}", "{proxiedHttps}echo"], "'{proxiedHttps}echo' -SkipCertificateCheck -Proxy '{proxy}'"),
        new(
            "A post with credentials through a tunnel",
            ["-k", "-x", "{proxy}", "-u", "user:password", "-d", "a=b", "{proxiedHttps}echo"],
            "'{proxiedHttps}echo' -SkipCertificateCheck -Proxy '{proxy}' -Authentication Basic -Credential $account -Method Post -Body 'a=b'"),
        new(
            "A proxy that wants to know who asks",
            ["-x", "{proxyAuth}", "--proxy-anyauth", "-U", "proxyuser:proxypass", "{proxied}echo"],
            "'{proxied}echo' -Proxy '{proxyAuth}' -ProxyCredential $proxyAccount"),
        new(
            "A tunnel through a proxy that wants to know who asks",
            ["-k", "-x", "{proxyAuth}", "--proxy-anyauth", "-U", "proxyuser:proxypass", "{proxiedHttps}echo"],
            "'{proxiedHttps}echo' -SkipCertificateCheck -Proxy '{proxyAuth}' -ProxyCredential $proxyAccount"),
        new(
            "The account in the url of a proxy",
            ["-x", "http://proxyuser:proxypass@{proxyAuth}", "{proxied}echo"],
            "'{proxied}echo' -Proxy 'http://proxyuser:proxypass@{proxyAuth}'")
        {
            Differences =
            [
                "curl ProxyAuth 1 GET http://proxied.test:{httpPort}/echo user: proxyuser",
                "curl ProxyAuth 1 proxy-authorization: Basic cHJveHl1c2VyOnByb3h5cGFzcw==",
                "ours ProxyAuth 1 GET http://proxied.test:{httpPort}/echo user: none challenged",
                "ours ProxyAuth 2 GET http://proxied.test:{httpPort}/echo user: proxyuser",
                "ours ProxyAuth 2 host: proxied.test:{httpPort}",
                "ours ProxyAuth 2 proxy-authorization: Basic cHJveHl1c2VyOnByb3h5cGFzcw==",
            ],
            Because = "The account answers the challenge of a proxy; curl sends it without being asked.",
        },
        new("Socks", ["-x", "socks5h://{socks5}", "{proxied}echo"], "'{proxied}echo' -Proxy 'socks5://{socks5}'"),
        new(
            "Socks with a post",
            ["--socks5-hostname", "{socks5}", "-d", "a=b", "{proxied}echo"],
            "'{proxied}echo' -Proxy 'socks5://{socks5}' -Method Post -Body 'a=b'"),
        new(
            "Socks for tls",
            ["-k", "-x", "socks5h://{socks5}", "{proxiedHttps}echo"],
            "'{proxiedHttps}echo' -SkipCertificateCheck -Proxy 'socks5://{socks5}'"),
        new(
            "Socks with an account",
            ["-x", "socks5h://socksuser:sockspass@{socks5}", "{proxied}echo"],
            "'{proxied}echo' -Proxy 'socks5://socksuser:sockspass@{socks5}'"),
    ];
}
