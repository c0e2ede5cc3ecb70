using LoopbackServer.Client;

namespace ParallelFetch.Tests.Differential;

/// <summary>Fills in the addresses of a scope: a name for text in braces, with a percent sign for the same inside of a query.</summary>
internal sealed class Placeholders
{
    private readonly Dictionary<string, string> _values;

    internal Placeholders(LoopbackServerProcess server, ServerScope scope, string files)
    {
        _values = new()
        {
            ["http"] = scope.Url("").AbsoluteUri,
            ["https"] = scope.HttpsUrl("").AbsoluteUri,
            ["raw"] = scope.RawUrl("").AbsoluteUri,
            ["other"] = scope.OtherUrl("").AbsoluteUri,
            ["other.authority"] = server.Other.Authority,
            ["otherHttps"] = scope.OtherHttpsUrl("").AbsoluteUri,
            ["tls12"] = scope.Tls12Url("").AbsoluteUri,
            ["mtls"] = scope.MtlsUrl("").AbsoluteUri,
            ["unix"] = scope.UnixUrl("").AbsoluteUri,
            ["proxied"] = scope.ProxiedUrl("").AbsoluteUri,
            ["proxiedHttps"] = scope.ProxiedHttpsUrl("").AbsoluteUri,
            ["proxy"] = server.Proxy.Authority,
            ["proxyAuth"] = server.ProxyAuth.Authority,
            ["socks5"] = server.Socks5.Authority,
            ["unixSocket"] = server.UnixSocket ?? string.Empty,
            ["httpPort"] = Invariant(server.Http.Port),
            ["httpsPort"] = Invariant(server.Https.Port),
            ["rawPort"] = Invariant(server.Raw.Port),
            ["path"] = scope.Url("").AbsolutePath,
            ["files"] = files,
        };
    }

    internal string Fill(string text) => _values.Aggregate(text, static (filled, value) => filled
        .Replace("{" + value.Key + "}", value.Value, StringComparison.Ordinal)
        .Replace("{" + value.Key + "%}", Uri.EscapeDataString(value.Value), StringComparison.Ordinal));

    private static string Invariant(int port) => port.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
