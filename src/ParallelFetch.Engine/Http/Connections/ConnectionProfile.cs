using System.Security.Authentication;

namespace ParallelFetch.Http;

/// <summary>
/// All that decides how a connection is made and whom it belongs to. Requests with equal profiles share one pool of
/// connections; those with different profiles never share one.
/// </summary>
internal sealed record ConnectionProfile
{
    /// <summary>The profile used when nothing is asked for.</summary>
    public static ConnectionProfile Default { get; } = new();

    /// <summary>The longest wait for a connection where nothing is asked for.</summary>
    public static TimeSpan DefaultConnectTimeout => TimeSpan.FromSeconds(10);

    /// <summary>
    /// The longest wait for a connection: name look-up, TCP, a proxy's tunnel and TLS; infinite for any time. curl's
    /// --connect-timeout.
    /// </summary>
    public TimeSpan ConnectTimeout { get; init; } = DefaultConnectTimeout;

    /// <summary>Accepts any server certificate.</summary>
    public bool SkipCertificateCheck { get; init; }

    /// <summary>The TLS versions to offer; None for those that the system offers.</summary>
    public SslProtocols SslProtocols { get; init; }

    /// <summary>The certificates to identify the client with; null for none.</summary>
    public ClientCertificates? Certificates { get; init; }

    /// <summary>What a server's challenge (Basic, Digest, NTLM, Negotiate) is answered with; null for nothing.</summary>
    public NetworkIdentity? Identity { get; init; }

    /// <summary>Which proxy is used.</summary>
    public ProxyChoice Proxy { get; init; } = ProxyChoice.System;

    /// <summary>The path of the Unix domain socket to connect to instead of the host of the URL; null for none.</summary>
    public string? UnixSocket { get; init; }

    /// <summary>Uses each connection for one request only.</summary>
    public bool DisableKeepAlive { get; init; }

    /// <summary>Whether a handler of this profile may send a request again because a server or proxy asks who it is from.</summary>
    internal bool MayBeChallenged => Identity is not null || Proxy.MayBeChallenged;

    /// <summary>This profile for a server that the identity was not meant for.</summary>
    internal ConnectionProfile WithoutIdentity() => Identity is null ? this : this with { Identity = null };
}
