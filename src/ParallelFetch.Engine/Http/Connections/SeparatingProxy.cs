using System.Collections.Concurrent;
using System.Net;

namespace ParallelFetch.Http;

/// <summary>
/// What a handler gets to see of a proxy that is an object of somebody else's: addresses without user name and password,
/// which would be in the messages of its exceptions. They answer the proxy's challenge where the object has no credentials.
/// </summary>
/// <param name="proxy">The object.</param>
internal sealed class SeparatingProxy(IWebProxy proxy) : IWebProxy, ICredentials
{
    // A handler knows a proxy by the first object with its address, so each has one only.
    private readonly ConcurrentDictionary<string, Uri> _addresses = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public ICredentials? Credentials
    {
        get => this;
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public Uri? GetProxy(Uri destination)
    {
        Uri? address = proxy.GetProxy(destination);
        return address is null || UserInfo.Of(address) is null
            ? address
            : _addresses.GetOrAdd(UserInfo.TextOf(address), static (_, given) => UserInfo.Separate(given), address);
    }

    /// <inheritdoc/>
    public bool IsBypassed(Uri host) => proxy.IsBypassed(host);

    /// <inheritdoc/>
    public NetworkCredential? GetCredential(Uri uri, string authType) =>
        proxy.Credentials is { } own ? own.GetCredential(uri, authType) : UserInfo.Of(uri)?.ToCredential();
}
