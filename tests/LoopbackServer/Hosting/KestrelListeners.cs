using System.Net;
using System.Net.Quic;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using LoopbackServer.Counting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace LoopbackServer.Hosting;

/// <summary>Kestrel's endpoints. Their ports are known once it has started.</summary>
internal sealed class KestrelListeners(CounterRegistry counters, CertificateAuthority authority, string? unixSocket)
{
    private readonly Dictionary<string, ListenOptions> _listeners = new(StringComparer.Ordinal);
    private readonly X509Certificate2 _certificate = SelfSignedCertificate.Create();

    public static bool HasHttp3 =>
        (OperatingSystem.IsLinux() || OperatingSystem.IsWindows() || OperatingSystem.IsMacOS()) && QuicListener.IsSupported;

    public void Configure(KestrelServerOptions kestrel, int httpPort)
    {
        kestrel.Listen(IPAddress.Loopback, httpPort, listen => Counted("http", listen, HttpProtocols.Http1));
        Add(kestrel, listen => Counted("h2c", listen, HttpProtocols.Http2));
        Add(kestrel, listen => Counted("other", listen, HttpProtocols.Http1));
        Add(kestrel, listen => _listeners["control"] = listen);
        Add(kestrel, listen => Secured("https", listen));
        Add(kestrel, listen => Secured("otherHttps", listen));
        Add(kestrel, listen => Secured("tls12", listen, https => https.SslProtocols = SslProtocols.Tls12));
        Add(kestrel, listen => Secured("tls13", listen, https => https.SslProtocols = SslProtocols.Tls13));
        Add(kestrel, listen => Secured("mtls", listen, RequireCertificate));
        if (unixSocket is not null)
        {
            kestrel.ListenUnixSocket(unixSocket, listen => Counted("unix", listen, HttpProtocols.Http1));
        }

        if (HasHttp3)
        {
            kestrel.Listen(IPAddress.Loopback, FreePort.ForBoth(), listen =>
            {
                Secured("http3", listen);
                listen.Protocols = HttpProtocols.Http1AndHttp2AndHttp3;
            });
        }
    }

    public int Port(string name) => _listeners[name].IPEndPoint!.Port;

    public string Plain(string name) => $"http://127.0.0.1:{Port(name)}";

    public string Secure(string name) => $"https://localhost:{Port(name)}";

    private static void Add(KestrelServerOptions kestrel, Action<ListenOptions> configure) =>
        kestrel.Listen(IPAddress.Loopback, 0, configure);

    private ListenOptions Counted(string name, ListenOptions listen, HttpProtocols protocols)
    {
        _listeners[name] = listen;
        listen.Protocols = protocols;
        listen.Use(next => async connection =>
        {
            counters.ConnectionOpened(connection.ConnectionId);
            try
            {
                await next(connection);
            }
            finally
            {
                counters.ConnectionClosed(connection.ConnectionId);
            }
        });
        return listen;
    }

    private void Secured(string name, ListenOptions listen, Action<HttpsConnectionAdapterOptions>? configure = null)
    {
        // Counted below TLS: a failed handshake is a connection too.
        Counted(name, listen, HttpProtocols.Http1AndHttp2).UseHttps(_certificate, https =>
        {
            https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
            https.AllowAnyClientCertificate();
            configure?.Invoke(https);
        });
    }

    private void RequireCertificate(HttpsConnectionAdapterOptions https)
    {
        https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
        https.ClientCertificateValidation = (certificate, _, _) => authority.HasIssued(certificate);
    }
}
