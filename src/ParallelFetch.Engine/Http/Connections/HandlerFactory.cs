using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ParallelFetch.Http;

/// <summary>Makes the handler of a connection profile.</summary>
internal static class HandlerFactory
{
    internal static HttpMessageHandler Create(ConnectionProfile profile)
    {
        var handler = new SocketsHttpHandler
        {
            // Redirects, cookies and decompression are this engine's own business.
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = profile.ConnectTimeout,

            // A changed DNS entry is seen within this time.
            PooledConnectionLifetime = profile.DisableKeepAlive ? TimeSpan.Zero : TimeSpan.FromMinutes(2),

            // After a body that is not wanted any more, give up the connection rather than read much.
            MaxResponseDrainSize = 64 * 1024,
            EnableMultipleHttp2Connections = true,
            KeepAlivePingDelay = TimeSpan.FromSeconds(60),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(20),
            ActivityHeadersPropagator = null,

            // As curl does; HttpClient alone refuses a header value that is not ASCII.
            PlaintextStreamFilter = static (context, _) =>
            {
                CountedRequest.OnConnected(context.InitialRequestMessage);
                return ValueTask.FromResult(Watched(context));
            },
            RequestHeaderEncodingSelector = static (field, message) =>
            {
                CountedRequest.OnWriting(field, message);
                return Encoding.UTF8;
            },
        };
        handler.SslOptions.EnabledSslProtocols = profile.SslProtocols;
        if (profile.SkipCertificateCheck)
        {
            // Asked for by the user, by a switch of this name.
#pragma warning disable CA5359
            handler.SslOptions.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        }

        if (profile.Certificates is { } certificates)
        {
            handler.SslOptions.LocalCertificateSelectionCallback = certificates.Select;
        }

        if (profile.Identity is { } identity)
        {
            handler.Credentials = identity.ToCredentials();

            // Once a server has asked for Basic, further URLs below the same path are not sent twice each.
            handler.PreAuthenticate = true;
        }

        if (profile.UnixSocket is { } path)
        {
            handler.UseProxy = false;
            handler.ConnectCallback = (_, cancellationToken) => ConnectAsync(path, cancellationToken);
        }
        else
        {
            profile.Proxy.ApplyTo(handler);
            if (DescriptorTable.Limit is not null)
            {
                // Does what the handler does itself.
                handler.ConnectCallback = static (context, cancellationToken) => ConnectAsync(
                    static () => new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true }, context.DnsEndPoint, cancellationToken);
            }
        }

        return handler;
    }

    // HTTP/2 says itself which requests the server has not seen (RFC 9113, section 8.7). A tunnel is no request of ours.
    private static Stream Watched(SocketsHttpPlaintextStreamFilterContext context) =>
        context.NegotiatedHttpVersion.Major > 1 || context.InitialRequestMessage.Method == HttpMethod.Connect
            ? context.PlaintextStream
            : new NewConnectionStream(context.PlaintextStream);

    private static ValueTask<Stream> ConnectAsync(string path, CancellationToken cancellationToken) => ConnectAsync(
        static () => new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified), new UnixDomainSocketEndPoint(path), cancellationToken);

    private static async ValueTask<Stream> ConnectAsync(Func<Socket> create, EndPoint endPoint, CancellationToken cancellationToken)
    {
        if (DescriptorTable.Limit is not null)
        {
            DescriptorTable.EnsureRoomForConnection();
        }

        Socket socket = create();
        try
        {
            await socket.ConnectAsync(endPoint, cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
