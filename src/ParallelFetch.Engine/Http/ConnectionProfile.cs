using System.Net;
using System.Net.Security;
using System.Text;

namespace ParallelFetch.Http;

/// <summary>
/// All that decides how a connection is made. Requests with equal profiles share one pool of connections; those with
/// different profiles never share one.
/// </summary>
public sealed record ConnectionProfile
{
    /// <summary>The profile used when nothing is asked for.</summary>
    public static ConnectionProfile Default { get; } = new();

    /// <summary>The longest wait for the TCP and TLS handshakes.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Accepts any server certificate.</summary>
    public bool SkipCertificateCheck { get; init; }

    internal HttpMessageHandler CreateHandler()
    {
        var handler = new SocketsHttpHandler
        {
            // Redirects, cookies and decompression are this engine's own business.
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = ConnectTimeout,

            // A changed DNS entry is seen within this time.
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),

            // After a body that is not wanted any more, give up the connection rather than read much.
            MaxResponseDrainSize = 64 * 1024,
            EnableMultipleHttp2Connections = true,
            KeepAlivePingDelay = TimeSpan.FromSeconds(60),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(20),
            ActivityHeadersPropagator = null,

            // As curl does; HttpClient alone refuses a header value that is not ASCII.
            RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8,
        };
        if (SkipCertificateCheck)
        {
            handler.SslOptions = new SslClientAuthenticationOptions
            {
                // Asked for by the user, by a switch of this name.
#pragma warning disable CA5359
                RemoteCertificateValidationCallback = static (_, _, _, _) => true,
#pragma warning restore CA5359
            };
        }

        return handler;
    }
}
