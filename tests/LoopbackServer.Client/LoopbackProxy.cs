namespace LoopbackServer.Client;

/// <summary>The server's proxies, by the name that control knows.</summary>
public enum LoopbackProxy
{
    /// <summary>HTTP, for everybody.</summary>
    Proxy,

    /// <summary>HTTP, for proxyuser with proxypass.</summary>
    ProxyAuth,

    /// <summary>SOCKS5, for everybody, or for socksuser with sockspass if the client offers credentials.</summary>
    Socks5,
}
