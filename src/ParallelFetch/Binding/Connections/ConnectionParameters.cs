using System.Management.Automation;
using System.Net.Sockets;
using System.Security.Authentication;
using ParallelFetch.Http;

namespace ParallelFetch.Binding;

/// <summary>The parameters about how the server is reached. Times are in seconds; 0 is any time.</summary>
internal sealed class ConnectionParameters
{
    internal required int ConnectionTimeoutSeconds { get; init; }

    internal required int ConnectTimeoutSeconds { get; init; }

    internal required int OperationTimeoutSeconds { get; init; }

    internal required int TotalTimeoutSeconds { get; init; }

    internal required bool SkipCertificateCheck { get; init; }

    internal required WebSslProtocol SslProtocol { get; init; }

    internal required UnixDomainSocketEndPoint? UnixSocket { get; init; }

    internal required Version HttpVersion { get; init; }

    internal required bool DisableKeepAlive { get; init; }

    internal required ProxyParameters Proxy { get; init; }

    /// <exception cref="CallException">This machine cannot speak it.</exception>
    internal Version BindHttpVersion() => HttpVersion.Major < 3 || Http3.IsSupported
        ? HttpVersion
        : throw new CallException(
            "HttpVersionNotSupported",
            "This machine cannot speak HTTP/3: it needs Windows 11 or later, or the library libmsquic. Use -HttpVersion 2.0, or leave it away.",
            ErrorCategory.NotInstalled);

    /// <exception cref="CallException">There is no such certificate, or the socket has a path that is none.</exception>
    internal ConnectionProfile Bind(GivenParameters given, WebSessionMembers? session, IdentityParameters identity, FilePaths paths)
    {
        int seconds = given.Contains(nameof(ConnectionTimeoutSeconds)) && !given.Contains(nameof(ConnectTimeoutSeconds))
            ? ConnectionTimeoutSeconds
            : ConnectTimeoutSeconds;
        return ConnectionProfile.Default with
        {
            ConnectTimeout = seconds == 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(seconds),
            SkipCertificateCheck = SkipCertificateCheck,
            SslProtocols = (SslProtocols)SslProtocol,
            Certificates = identity.BindCertificates(session),
            Identity = identity.Bind(session),
            Proxy = Proxy.Bind(session),
            UnixSocket = UnixSocket?.ToString() is { } path ? SocketPath(path, paths) : null,
            DisableKeepAlive = DisableKeepAlive,
        };
    }

    // A name in the abstract namespace of Linux is no path; the end point shows the NUL that it begins with as @.
    private static string SocketPath(string path, FilePaths paths)
    {
        try
        {
            return path.StartsWith('@') ? "\0" + path[1..] : paths.Resolve(path);
        }
        catch (BodyException exception)
        {
            throw new CallException("InvalidUnixSocket", exception.Message, cause: exception);
        }
    }
}
