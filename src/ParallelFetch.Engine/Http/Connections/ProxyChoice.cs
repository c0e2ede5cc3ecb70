using System.Net;

namespace ParallelFetch.Http;

/// <summary>Which proxy a connection goes through.</summary>
internal abstract record ProxyChoice
{
    /// <summary>The schemes that a proxy's address may have.</summary>
    public static readonly IReadOnlyList<string> Schemes = ["http", "https", "socks4", "socks4a", "socks5"];

    /// <summary>The proxy of the operating system's settings.</summary>
    public static ProxyChoice System { get; } = new SystemProxy();

    /// <summary>No proxy, whatever the system or the environment says.</summary>
    public static ProxyChoice None { get; } = new NoProxy();

    /// <summary>Reads a proxy's address: a URL with a scheme that a proxy may have, or host:port. socks5h, curl's word, is what socks5 does here.</summary>
    /// <param name="text">The address.</param>
    /// <returns>The address as a URL; null when it is none.</returns>
    public static Uri? ParseAddress(string text)
    {
        const string RemoteNames = "socks5h://";
        string address = text.StartsWith(RemoteNames, StringComparison.OrdinalIgnoreCase) ? "socks5://" + text[RemoteNames.Length..]
            : text.Contains("://", StringComparison.Ordinal) ? text : "http://" + text;
        return Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) && uri.Host.Length > 0 && Schemes.Contains(uri.Scheme) ? uri : null;
    }

    /// <summary>A proxy for all URLs.</summary>
    /// <param name="address">Its address: http, https, socks4, socks4a or socks5.</param>
    /// <param name="identity">What its challenge is answered with; null for nothing.</param>
    public static ProxyChoice At(Uri address, NetworkIdentity? identity)
    {
        // A user name in the address is used, as curl does. Left in it, two accounts would look like one proxy: Uri ignores it when it compares.
        if (identity is null && UserInfo.Parse(address) is { } account)
        {
            identity = NetworkIdentity.Of(new NetworkCredential(account.User, account.Password));
        }

        return new FixedProxy(new UriBuilder(address) { UserName = string.Empty, Password = string.Empty }.Uri, identity);
    }

    /// <summary>A proxy that an object decides on; the same one only for the same object.</summary>
    /// <param name="proxy">The object.</param>
    public static ProxyChoice By(IWebProxy proxy) => new GivenProxy(proxy);

    /// <summary>Its address, where it is the same for all URLs.</summary>
    internal virtual Uri? Address => null;

    /// <summary>Whether it has something to answer a proxy's challenge with.</summary>
    internal virtual bool MayBeChallenged => true;

    internal abstract void ApplyTo(SocketsHttpHandler handler);

    private sealed record SystemProxy : ProxyChoice
    {
        internal override bool MayBeChallenged => HttpClient.DefaultProxy.Credentials is not null;

        internal override void ApplyTo(SocketsHttpHandler handler)
        {
        }
    }

    private sealed record NoProxy : ProxyChoice
    {
        internal override bool MayBeChallenged => false;

        internal override void ApplyTo(SocketsHttpHandler handler) => handler.UseProxy = false;
    }

    private sealed record FixedProxy(Uri Location, NetworkIdentity? Identity) : ProxyChoice
    {
        internal override Uri Address => Location;

        internal override bool MayBeChallenged => Identity is not null;

        internal override void ApplyTo(SocketsHttpHandler handler) =>
            handler.Proxy = new WebProxy(Location) { BypassProxyOnLocal = false, Credentials = Identity?.ToCredentials() };
    }

    private sealed record GivenProxy(IWebProxy Proxy) : ProxyChoice
    {
        internal override void ApplyTo(SocketsHttpHandler handler) => handler.Proxy = Proxy;
    }
}
