namespace LoopbackServer.Proxies;

/// <summary>One log per proxy, by the name that its address has.</summary>
internal sealed class ProxyLogs
{
    public ProxyLog Proxy { get; } = new();

    public ProxyLog ProxyAuth { get; } = new();

    public ProxyLog Socks5 { get; } = new();

    public ProxyLog? Find(string name) => name switch
    {
        "proxy" => Proxy,
        "proxyAuth" => ProxyAuth,
        "socks5" => Socks5,
        _ => null,
    };
}
