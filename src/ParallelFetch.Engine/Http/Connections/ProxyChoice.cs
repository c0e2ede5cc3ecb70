using System.Net;

namespace ParallelFetch.Http;

/// <summary>
/// Which proxy a connection goes through. Wherever its address comes from (a parameter, the environment, a session, the
/// system), a user name and a password in it are taken out of it here, and answer the proxy's challenge unless other
/// credentials are given, as with curl.
/// </summary>
internal abstract record ProxyChoice
{
    /// <summary>The schemes that a proxy's address may have.</summary>
    public static readonly IReadOnlyList<string> Schemes = ["http", "https", "socks4", "socks4a", "socks5"];

    /// <summary>The proxy of the operating system's settings.</summary>
    public static ProxyChoice System { get; } = new SystemProxy();

    /// <summary>No proxy, whatever the system or the environment says.</summary>
    public static ProxyChoice None { get; } = new NoProxy();

    /// <summary>
    /// Reads a proxy's address: a URL with a scheme that a proxy may have, or host:port. socks5h, curl's word, is what socks5
    /// does here.
    /// </summary>
    /// <param name="text">The address.</param>
    /// <returns>The address without the user name and password in it (<see cref="UserInfo"/>); null when it is none.</returns>
    public static Uri? ParseAddress(string text)
    {
        const string RemoteNames = "socks5h://";
        string address = text.StartsWith(RemoteNames, StringComparison.OrdinalIgnoreCase) ? "socks5://" + text[RemoteNames.Length..]
            : text.Contains("://", StringComparison.Ordinal) ? text : "http://" + text;
        return Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) && uri.Host.Length > 0 && Schemes.Contains(uri.Scheme) ? UserInfo.Separate(uri) : null;
    }

    /// <summary>A proxy for all URLs.</summary>
    /// <param name="address">Its address: http, https, socks4, socks4a or socks5.</param>
    /// <param name="identity">What its challenge is answered with; null for what is in the address.</param>
    public static ProxyChoice At(Uri address, NetworkIdentity? identity) =>
        new FixedProxy(UserInfo.Separate(address), identity ?? (UserInfo.Of(address) is { } account ? NetworkIdentity.Of(account.ToCredential()) : null));

    /// <summary>A proxy that an object decides on; the same one only for the same object.</summary>
    /// <param name="proxy">The object.</param>
    public static ProxyChoice By(IWebProxy proxy) => new GivenProxy(proxy);

    /// <summary>The address of the proxy for a URL; null when there is none, or nobody knows.</summary>
    internal virtual Uri? AddressFor(Uri destination) => null;

    /// <summary>Whether it has something to answer a proxy's challenge with.</summary>
    internal virtual bool MayBeChallenged => true;

    internal abstract void ApplyTo(SocketsHttpHandler handler);

    private sealed record SystemProxy : ProxyChoice
    {
        internal override bool MayBeChallenged => HttpClient.DefaultProxy.Credentials is not null;

        // Of the system's own proxies only those of the environment have credentials, and then they are in the address, too.
        internal override void ApplyTo(SocketsHttpHandler handler) =>
            handler.Proxy = HttpClient.DefaultProxy.Credentials is null ? null : new SeparatingProxy(HttpClient.DefaultProxy);
    }

    private sealed record NoProxy : ProxyChoice
    {
        internal override bool MayBeChallenged => false;

        internal override void ApplyTo(SocketsHttpHandler handler) => handler.UseProxy = false;
    }

    private sealed record FixedProxy(Uri Location, NetworkIdentity? Identity) : ProxyChoice
    {
        internal override bool MayBeChallenged => Identity is not null;

        internal override Uri AddressFor(Uri destination) => Location;

        internal override void ApplyTo(SocketsHttpHandler handler) =>
            handler.Proxy = new WebProxy(Location) { BypassProxyOnLocal = false, Credentials = Identity?.ToCredentials() };
    }

    private sealed record GivenProxy(IWebProxy Proxy) : ProxyChoice
    {
        // Asked for the sake of a message: what it throws would cost more than it is worth.
        internal override Uri? AddressFor(Uri destination)
        {
            try
            {
                return !Proxy.IsBypassed(destination) && Proxy.GetProxy(destination) is { IsAbsoluteUri: true } address ? UserInfo.Separate(address) : null;
            }
            catch (Exception)
            {
                return null;
            }
        }

        internal override void ApplyTo(SocketsHttpHandler handler) => handler.Proxy = new SeparatingProxy(Proxy);
    }
}
