using System.Text;
using LoopbackServer.Behaviours;
using LoopbackServer.Control;
using LoopbackServer.Counting;
using LoopbackServer.Endpoints;
using LoopbackServer.Proxies;
using LoopbackServer.Raw;
using LoopbackServer.Recording;
using LoopbackServer.Relays;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace LoopbackServer.Hosting;

/// <summary>Starts all listeners: Kestrel's endpoints and those that speak in raw bytes.</summary>
internal sealed class LoopbackHost : IDisposable
{
    private readonly UnixSocketFolder _unix = new();
    private readonly CertificateAuthority _authority = new();

    public void Dispose()
    {
        _unix.Dispose();
        _authority.Dispose();
    }

    public async Task<ServerAddresses> StartAsync(ServerOptions options)
    {
        var counters = new CounterRegistry();
        var state = new ServerState();
        var recorder = new RequestRecorder();
        var proxies = new ProxyLogs();

        var listeners = new KestrelListeners(counters, _authority, _unix.SocketPath);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseSockets(sockets => sockets.Backlog = 8192);
        if (KestrelListeners.HasHttp3)
        {
            builder.WebHost.UseQuic();
        }

        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            Unlimit(kestrel);
            listeners.Configure(kestrel, options.HttpPort);
        });

        builder.Services.AddRoutingCore().Configure<RouteHandlerOptions>(handlers => handlers.ThrowOnBadRequest = true);
        builder.Services.AddSingleton(counters).AddSingleton(state).AddSingleton(recorder).AddSingleton(proxies).AddSingleton(_authority)
            .AddSingleton(new RelayRegistry(() => listeners.Port("http")));

        var app = builder.Build();

        // The control port is one of its own, so that it does not count itself.
        app.UseWhen(
            context => context.Connection.LocalPort != listeners.Port("control"),
            counted => counted.UseMiddleware<CountingMiddleware>());
        app.UseMiddleware<BadRequestMiddleware>();
        app.UseRouting();
        app.MapControl();
        app.MapLoopback();
        await app.StartAsync();

        // ASP.NET builds all handlers for the first request, which a test should not have to wait for.
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        await client.GetStringAsync(new Uri(listeners.Plain("control") + "/control/counters"));

        var raw = RawServer.Listen(new RawHttpConnection(counters, recorder, state).ServeAsync);
        var tlsGarbage = RawServer.Listen(new TlsGarbageConnection(counters).ServeAsync);
        var blackhole = RawServer.Listen(BlackHoleConnection.ServeAsync);
        var proxy = RawServer.Listen(new HttpProxy(proxies.Proxy, credentials: null).ServeAsync, options.ProxyPort);
        var proxyAuth = RawServer.Listen(new HttpProxy(proxies.ProxyAuth, ProxyCredentials.Http).ServeAsync);
        var socks5 = RawServer.Listen(new Socks5Proxy(proxies.Socks5).ServeAsync);

        return new ServerAddresses
        {
            Http = listeners.Plain("http"),
            Https = listeners.Secure("https"),
            H2c = listeners.Plain("h2c"),
            Raw = $"http://127.0.0.1:{raw}",
            Refused = $"http://127.0.0.1:{RefusedPort.Port}",
            Unanswered = UnansweredPort.Port is { } unanswered ? $"http://127.0.0.1:{unanswered}" : null,
            Control = listeners.Plain("control"),
            TlsGarbage = $"https://localhost:{tlsGarbage}",
            Blackhole = $"http://127.0.0.1:{blackhole}",
            Mtls = listeners.Secure("mtls"),
            Tls12 = listeners.Secure("tls12"),
            Tls13 = listeners.Secure("tls13"),
            Other = listeners.Plain("other"),
            OtherHttps = listeners.Secure("otherHttps"),
            Proxy = $"http://127.0.0.1:{proxy}",
            ProxyAuth = $"http://127.0.0.1:{proxyAuth}",
            Socks5 = $"socks5://127.0.0.1:{socks5}",
            UnixSocket = _unix.SocketPath,
            Http3 = KestrelListeners.HasHttp3 ? listeners.Secure("http3") : null,
        };
    }

    /// <summary>The server is never the limit that a test runs into.</summary>
    private static void Unlimit(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.ResponseHeaderEncodingSelector = name => name == HeaderEndpoints.Latin1Header ? Encoding.Latin1 : Encoding.UTF8;
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MinResponseDataRate = null;
        kestrel.Limits.MaxRequestHeaderCount = 10_000;
        kestrel.Limits.MaxRequestHeadersTotalSize = 4 << 20;
        kestrel.Limits.MaxRequestLineSize = 1 << 20;
        kestrel.Limits.MaxRequestBufferSize = 8 << 20;
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(30);
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromMinutes(30);
        kestrel.Limits.Http2.MaxStreamsPerConnection = 10_000;
        kestrel.Limits.Http2.MaxRequestHeaderFieldSize = 1 << 20;
    }
}
