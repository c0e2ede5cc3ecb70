using System.Net;
using System.Text;
using LoopbackServer.Behaviours;
using LoopbackServer.Control;
using LoopbackServer.Counting;
using LoopbackServer.Endpoints;
using LoopbackServer.Raw;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace LoopbackServer.Hosting;

/// <summary>Starts all listeners: Kestrel's endpoints and those that speak in raw bytes.</summary>
internal static class LoopbackHost
{
    public static async Task<ServerAddresses> StartAsync(ServerOptions options)
    {
        var counters = new CounterRegistry();
        var state = new ServerState();
        var control = new ControlEndpoints(counters, state);
        var requests = new CountingMiddleware(counters, new Router(state));

        ListenOptions http = null!, https = null!, h2c = null!, controlEndpoint = null!;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseSockets(sockets => sockets.Backlog = 8192);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            Unlimit(kestrel);
            kestrel.Listen(IPAddress.Loopback, options.HttpPort, listen => http = Counted(listen, HttpProtocols.Http1, counters));
            kestrel.Listen(IPAddress.Loopback, 0, listen => h2c = Counted(listen, HttpProtocols.Http2, counters));
            kestrel.Listen(IPAddress.Loopback, 0, listen => https = Secured(listen, counters));
            kestrel.Listen(IPAddress.Loopback, 0, listen => controlEndpoint = listen);
        });

        var app = builder.Build();
        app.Run(context => context.Connection.LocalPort == controlEndpoint.IPEndPoint!.Port
            ? control.InvokeAsync(context)
            : requests.InvokeAsync(context));
        await app.StartAsync();

        var raw = RawServer.Listen(new RawHttpConnection(counters).ServeAsync);
        var tlsGarbage = RawServer.Listen(new TlsGarbageConnection(counters).ServeAsync);
        var blackhole = RawServer.Listen(BlackHoleConnection.ServeAsync);

        return new ServerAddresses(
            Http: $"http://127.0.0.1:{http.IPEndPoint!.Port}",
            Https: $"https://localhost:{https.IPEndPoint!.Port}",
            H2c: $"http://127.0.0.1:{h2c.IPEndPoint!.Port}",
            Raw: $"http://127.0.0.1:{raw}",
            Refused: $"http://127.0.0.1:{RefusedPort.Port}",
            Control: $"http://127.0.0.1:{controlEndpoint.IPEndPoint!.Port}",
            TlsGarbage: $"https://localhost:{tlsGarbage}",
            Blackhole: $"http://127.0.0.1:{blackhole}");
    }

    private static ListenOptions Counted(ListenOptions listen, HttpProtocols protocols, CounterRegistry counters)
    {
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

    private static ListenOptions Secured(ListenOptions listen, CounterRegistry counters)
    {
        // Counted below TLS: a failed handshake is a connection too.
        Counted(listen, HttpProtocols.Http1AndHttp2, counters).UseHttps(SelfSignedCertificate.Create(), https =>
        {
            https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
            https.AllowAnyClientCertificate();
        });
        return listen;
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
