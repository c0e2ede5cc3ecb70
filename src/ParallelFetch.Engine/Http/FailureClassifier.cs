using System.Net.Sockets;
using System.Security.Authentication;
using ParallelFetch.Text;

namespace ParallelFetch.Http;

/// <summary>Turns whatever HttpClient throws into one of the failures a user knows: the only place that does.</summary>
internal static class FailureClassifier
{
    private const int LongestReason = 300;

    internal static FetchFailure Classify(Exception exception, FetchSlot slot, FetchOptions options, Uri? uri)
    {
        if (slot.TimedOut is { } timedOut)
        {
            return TimedOut(timedOut, options, exception);
        }

        if (LocalTrouble.OfFetch(exception, TargetOf(uri, options.Connection)) is not LocalResource.None and var resource)
        {
            return LocalTrouble.Failure(resource, (exception as FetchException)?.Failure.Cause ?? exception);
        }

        return exception switch
        {
            FetchException own => own.Failure,

            // HttpClient wraps what a body throws while it is sent.
            { InnerException: FetchException { } inner } => inner.Failure,
            OperationCanceledException { InnerException: TimeoutException } =>
                TimedOut(FetchFailureKind.ConnectionTimeoutReached, options, exception),
            OperationCanceledException => Stopped(exception),
            HttpRequestException http => OfHttp(http.HttpRequestError, http, uri!, options.Connection),
            HttpIOException http => OfHttp(http.HttpRequestError, http, uri!, options.Connection),
            InvalidDataException => new FetchFailure(
                FetchFailureKind.ProtocolError,
                $"The body could not be decompressed: {exception.Message.TrimEnd('.')}. The server or a proxy is at fault; -Headers @{{ 'Accept-Encoding' = 'identity' }} asks for it as it is.",
                exception),
            IOException => OfHttp(HttpRequestError.Unknown, exception, uri!, options.Connection),
            _ => new FetchFailure(FetchFailureKind.FetchFailed, exception.Message, exception),
        };
    }

    /// <summary>What went wrong where nothing was expected to: a fault of this module, or of what the caller gave it.</summary>
    internal static FetchFailure Unforeseen(Exception exception) => new(
        FetchFailureKind.FetchFailed,
        $"The fetch failed for a reason that is not one of the known ones ({ReasonOf(exception)}). The InnerException of the error tells more.",
        exception);

    internal static FetchFailure Stopped(Exception? cause = null) =>
        new(FetchFailureKind.FetchStopped, "The fetch was stopped before it had finished.", cause);

    private static Uri? TargetOf(Uri? uri, ConnectionProfile connection) =>
        uri is null || connection.UnixSocket is not null ? null : connection.Proxy.AddressFor(uri) ?? uri;

    // It may quote what the server sent, at any length.
    private static string ReasonOf(Exception exception) => VisibleText.Of(MaskedCause.Message(exception.Message.TrimEnd('.')), LongestReason);

    private static FetchFailure OfHttp(HttpRequestError error, Exception exception, Uri uri, ConnectionProfile connection)
    {
        string reason = ReasonOf(Innermost(exception));
        Uri? proxy = connection.UnixSocket is null ? connection.Proxy.AddressFor(uri) : null;
        return error switch
        {
            HttpRequestError.SecureConnectionError => TlsFailed(reason, exception),
            HttpRequestError.ProxyTunnelError => new(
                FetchFailureKind.ConnectionFailed,
                $"The proxy {(proxy is null ? string.Empty : proxy.Authority + " ")}does not connect to {uri.Authority} ({reason}). Check the proxy, -ProxyCredential and whether it may reach that server.",
                exception)
            { IsLasting = true },
            HttpRequestError.VersionNegotiationError => new(
                FetchFailureKind.ProtocolError,
                $"The server does not speak the HTTP version asked for ({reason}). Choose another one with -HttpVersion.",
                exception)
            { IsLasting = true },
            HttpRequestError.ConnectionError when connection.UnixSocket is { } socket => new(
                FetchFailureKind.ConnectionFailed,
                $"No connection to the socket '{socket.Replace('\0', '@')}' ({reason}). Check that the server runs and that the path is right.",
                exception),
            HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError when proxy is not null => new(
                FetchFailureKind.ConnectionFailed,
                $"No connection to {uri.Authority} through the proxy {proxy.Authority} ({reason}). Check that the proxy runs and that its address is right: that of -Proxy, of the session, or of the environment.",
                exception),
            HttpRequestError.NameResolutionError => new(
                FetchFailureKind.NameResolutionFailed,
                $"The host name '{uri.Host}' could not be resolved ({reason}). Check its spelling and the name server.",
                exception),
            HttpRequestError.ConnectionError => new(
                FetchFailureKind.ConnectionFailed,
                $"No connection to {uri.Authority} ({reason}). Check that the server runs and that the port is right.",
                exception),
            HttpRequestError.InvalidResponse or HttpRequestError.ResponseEnded or HttpRequestError.HttpProtocolError
                or HttpRequestError.ConfigurationLimitExceeded => new(
                FetchFailureKind.ProtocolError,
                $"The response is malformed or ended too early ({reason}). The server or a proxy is at fault, or does not speak HTTP on this port; try again, and check scheme and port.",
                exception)
                {
                    IsAnswer = error is HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded,
                },
            _ => OfCause(reason, exception, uri, connection),
        };
    }

    private static FetchFailure OfCause(string reason, Exception exception, Uri uri, ConnectionProfile connection)
    {
        for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case AuthenticationException:
                    return TlsFailed(reason, exception);
                case SocketException:
                    return new FetchFailure(
                        FetchFailureKind.ConnectionFailed,
                        $"The connection to {uri.Authority} broke ({reason}). The server or something on the way to it closed it; try again.",
                        exception);
                case HttpIOException { HttpRequestError: not HttpRequestError.Unknown } http when !ReferenceEquals(http, exception):
                    return OfHttp(http.HttpRequestError, exception, uri, connection);
            }
        }

        return exception is IOException or HttpRequestException { HttpRequestError: HttpRequestError.Unknown, InnerException: null or IOException }
            ? new FetchFailure(FetchFailureKind.ConnectionFailed, $"The connection to {uri.Authority} broke ({reason}). Try again.", exception)
            : new FetchFailure(FetchFailureKind.FetchFailed, $"The fetch failed for a reason that is not one of the known ones ({reason}). The InnerException of the error tells more.", exception);
    }

    private static FetchFailure TlsFailed(string reason, Exception exception) => new(
        FetchFailureKind.TlsFailed,
        $"The TLS connection failed ({reason}). Check the server's certificate, and that this port speaks TLS; -SkipCertificateCheck accepts any certificate.",
        exception);

    /// <summary>All tries and the waits between them took longer than they may.</summary>
    internal static FetchFailure TookTooLong(FetchOptions options, Exception? cause = null) => new(
        FetchFailureKind.TotalTimeoutReached,
        $"The fetch took longer than {HumanUnits.Seconds(options.TotalTimeout)}. Raise -TotalTimeoutSeconds if that is to be expected.",
        cause);

    private static FetchFailure TimedOut(FetchFailureKind kind, FetchOptions options, Exception cause) => kind switch
    {
        FetchFailureKind.OperationTimeoutReached => new(
            kind,
            $"The body stalled: nothing arrived for {HumanUnits.Seconds(options.OperationTimeout)}. Raise -OperationTimeoutSeconds if the server needs longer.",
            cause),
        FetchFailureKind.TotalTimeoutReached => TookTooLong(options, cause),

        // Where both are the same, the time for the response would be over as well.
        _ when cause.InnerException is TimeoutException && options.Connection.ConnectTimeout != options.ConnectionTimeout => new(
            kind,
            $"No connection within {HumanUnits.Seconds(options.Connection.ConnectTimeout)}. Check the server and what is on the way to it, or raise -ConnectTimeoutSeconds.",
            cause),
        _ => new(
            kind,
            $"No response within {HumanUnits.Seconds(options.ConnectionTimeout)}. Check the server, or raise -ConnectionTimeoutSeconds.",
            cause),
    };

    private static Exception Innermost(Exception exception)
    {
        while (exception.InnerException is not null)
        {
            exception = exception.InnerException;
        }

        return exception;
    }
}
