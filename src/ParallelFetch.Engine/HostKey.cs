using System.Buffers;

namespace ParallelFetch;

/// <summary>
/// What counts as one host: the name in its ASCII form and the port, http and https on their own ports taken together,
/// because behind them is the same server. The only place that asks a <see cref="Uri"/> for its host: a request
/// resolves it once, when it is made.
/// </summary>
/// <param name="Name">The name as it is looked up (RFC 5891 for one that is not ASCII), or the address without brackets.</param>
/// <param name="Port">The port; 0 for the usual one of http and https.</param>
internal readonly record struct HostKey(string Name, int Port)
{
    private const int AnyDefaultPort = 0;

    // WHATWG URL, forbidden domain code points: what ends or splits a host in a URL or a header field. Full-width forms
    // become these when a name is brought into its ASCII form.
    private static readonly SearchValues<char> Forbidden = SearchValues.Create(
        "\0\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\t\n\v\f\r\u000e\u000f\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f #%/:<>?@[\\]^|\u007f");

    /// <summary>Resolves the host of a URL, which <see cref="Uri"/> parses without looking at it closely.</summary>
    /// <param name="uri">An absolute URI.</param>
    /// <param name="host">Its host.</param>
    /// <returns>False when no host can have that name, so that nothing can be fetched from it.</returns>
    public static bool TryCreate(Uri uri, out HostKey host)
    {
        try
        {
            string name = uri.IdnHost;
            host = new HostKey(name, uri.IsDefaultPort ? AnyDefaultPort : uri.Port);
            return name.Length > 0 && (uri.HostNameType == UriHostNameType.IPv6 || !name.AsSpan().ContainsAny(Forbidden));
        }
        catch (Exception exception) when (exception is UriFormatException or ArgumentException or InvalidOperationException)
        {
            host = default;
            return false;
        }
    }

    /// <summary>The host of what a result was asked for.</summary>
    /// <param name="uri">A <see cref="Uri"/>, or text.</param>
    /// <returns>Null when that has none.</returns>
    public static HostKey? Of(object? uri) =>
        (uri is Uri { IsAbsoluteUri: true, Host.Length: > 0 } parsed && TryCreate(parsed, out HostKey host))
        || FetchUri.TryParse(uri?.ToString(), out _, out host, out _)
            ? host
            : null;

    /// <summary>The host as it stands in a URL, with its port unless that is the usual one.</summary>
    public override string ToString()
    {
        // An IPv6 address without its brackets would run into the port.
        string name = Name.Contains(':', StringComparison.Ordinal) ? $"[{Name}]" : Name;
        return Port == AnyDefaultPort ? name : FormattableString.Invariant($"{name}:{Port}");
    }
}
