using System.Management.Automation;
using System.Net.Sockets;
using ParallelFetch.Binding;
using ParallelFetch.Http;

namespace ParallelFetch.Commands;

/// <content>How the server is reached.</content>
public sealed partial class StartParallelFetchCommand
{
    // The largest number of whole seconds that SocketsHttpHandler.ConnectTimeout takes.
    private const int MaximumSeconds = int.MaxValue / 1000;

    /// <summary>
    /// How many seconds a request may wait for its response headers, connecting included; 0 for any time.
    /// Invoke-WebRequest has the same meaning, but waits without limit unless told otherwise.
    /// </summary>
    [Parameter]
    [Alias("TimeoutSec")]
    [ValidateRange(0, MaximumSeconds)]
    public int ConnectionTimeoutSeconds { get; set; } = (int)FetchOptions.DefaultTimeout.TotalSeconds;

    /// <summary>
    /// How many seconds a connection may take to be made, TLS included; 0 for any time. Where only -ConnectionTimeoutSeconds is
    /// given, that is the limit of this, too.
    /// </summary>
    [Parameter]
    [ValidateRange(0, MaximumSeconds)]
    public int ConnectTimeoutSeconds { get; set; } = (int)ConnectionProfile.DefaultConnectTimeout.TotalSeconds;

    /// <summary>How many seconds the body may stall between two reads; 0 for any time.</summary>
    [Parameter]
    [ValidateRange(0, MaximumSeconds)]
    public int OperationTimeoutSeconds { get; set; } = (int)FetchOptions.DefaultTimeout.TotalSeconds;

    /// <summary>How many seconds a fetch may take in all, from being sent to its last byte; 0 for any time.</summary>
    [Parameter]
    [ValidateRange(0, MaximumSeconds)]
    public int TotalTimeoutSeconds { get; set; }

    /// <summary>The proxy to use: host:port, or a URL (http, https, socks4, socks4a, socks5).</summary>
    [Parameter]
    [ProxyAddress]
    public Uri? Proxy { get; set; }

    /// <summary>The account for the proxy's challenge.</summary>
    [Parameter]
    [Credential]
    public PSCredential? ProxyCredential { get; set; }

    /// <summary>Answers the proxy's challenge with the account that PowerShell runs as.</summary>
    [Parameter]
    public SwitchParameter ProxyUseDefaultCredentials { get; set; }

    /// <summary>Goes past every proxy that the system or the environment names.</summary>
    [Parameter]
    public SwitchParameter NoProxy { get; set; }

    /// <summary>Accepts any server certificate. Everything that is sent and received may then be read and changed on the way.</summary>
    [Parameter]
    public SwitchParameter SkipCertificateCheck { get; set; }

    /// <summary>The TLS versions to offer.</summary>
    [Parameter]
    public WebSslProtocol SslProtocol { get; set; }

    /// <summary>The Unix domain socket to connect to; the URL's host is only named to the server.</summary>
    [Parameter]
    public UnixDomainSocketEndPoint? UnixSocket { get; set; }

    /// <summary>The highest HTTP version to use: 1.0, 1.1, 2.0 or 3.0. A server that has only a lower one is served with that.</summary>
    [Parameter]
    [HttpVersion]
    [ArgumentCompleter(typeof(HttpVersionCompleter))]
    public Version HttpVersion { get; set; } = FetchOptions.Default.HttpVersion;

    /// <summary>Uses each connection for one request only.</summary>
    [Parameter]
    public SwitchParameter DisableKeepAlive { get; set; }

    private ConnectionParameters ConnectionParameters => new()
    {
        ConnectionTimeoutSeconds = ConnectionTimeoutSeconds,
        ConnectTimeoutSeconds = ConnectTimeoutSeconds,
        OperationTimeoutSeconds = OperationTimeoutSeconds,
        TotalTimeoutSeconds = TotalTimeoutSeconds,
        SkipCertificateCheck = SkipCertificateCheck,
        SslProtocol = SslProtocol,
        UnixSocket = UnixSocket,
        HttpVersion = HttpVersion,
        DisableKeepAlive = DisableKeepAlive,
        Proxy = new ProxyParameters
        {
            Proxy = Proxy,
            ProxyCredential = ProxyCredential,
            ProxyUseDefaultCredentials = ProxyUseDefaultCredentials,
            NoProxy = NoProxy,
        },
    };
}
