using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using ParallelFetch.Text;

namespace ParallelFetch.Http;

/// <summary>Tells from an exception that this machine, and not the host, is out of something: then fewer at once is what helps.</summary>
internal static class LocalTrouble
{
    private const int LongestReason = 200;

    /// <summary>What is missing, as an exception or one behind it says; none where it says nothing of the kind.</summary>
    internal static LocalResource Of(Exception? exception)
    {
        for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
        {
            LocalResource found = cause switch
            {
                OutOfMemoryException => LocalResource.Memory,
                SocketException socket => OfSocket(socket.SocketErrorCode),
                IOException => OfFile(cause.HResult),
                _ => LocalResource.None,
            };
            if (found != LocalResource.None)
            {
                return found;
            }
        }

        return LocalResource.None;
    }

    /// <summary>What is missing where a fetch has failed, also where the exception blames something else.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="target">Where the connection went: the server, or the proxy on the way to it; null where that is a Unix domain socket, which has no port.</param>
    internal static LocalResource OfFetch(Exception exception, Uri? target) => Of(exception) switch
    {
        LocalResource.Ports when IsUnreachable(exception, target) => LocalResource.None,
        LocalResource.None when MayHideFiles(exception) && DescriptorTable.IsFull() => LocalResource.Files,
        LocalResource found => found,
    };

    /// <summary>The failure of a fetch that came to nothing for want of something.</summary>
    /// <param name="resource">What is missing.</param>
    /// <param name="cause">The exception that showed it.</param>
    internal static FetchFailure Failure(LocalResource resource, Exception cause)
    {
        string reason = VisibleText.Of(MaskedCause.Message(cause.GetBaseException().Message.TrimEnd('.')), LongestReason);
        string message = resource switch
        {
            LocalResource.Files => DescriptorTable.Limit is { } limit
                ? $"This process has about as many files and connections open as it may have: {limit:N0} (ulimit -n). Raise that before PowerShell is started, or lower -Throttle."
                : $"This process has as many files and connections open as it may have ({reason}). Lower -Throttle.",
            LocalResource.Ports => $"This machine has no port left for another connection ({reason}). A closed connection keeps its port for some minutes: leave connections open (no -DisableKeepAlive), lower -Throttle, or widen the range of ports for outgoing connections ({Range}).",
            _ => $"This machine is out of memory ({reason}). Save bodies with -OutFile or -OutDirectory, which need none, or lower -Throttle.",
        };
        return new FetchFailure(FetchFailureKind.LocalResourcesExhausted, message, cause) { LocalTrouble = resource };
    }

    private static string Range => OperatingSystem.IsWindows() ? "netsh int ipv4 show dynamicport tcp"
        : OperatingSystem.IsLinux() ? "sysctl net.ipv4.ip_local_port_range"
        : "sysctl net.inet.ip.portrange.first";

    // SocketError names what the system calls EMFILE and ENFILE; EADDRNOTAVAIL and, on Windows, WSAEADDRINUSE; ENOBUFS and ENOMEM.
    private static LocalResource OfSocket(SocketError error) => error switch
    {
        SocketError.TooManyOpenSockets => LocalResource.Files,
        SocketError.AddressNotAvailable or SocketError.AddressAlreadyInUse => LocalResource.Ports,
        SocketError.NoBufferSpaceAvailable => OperatingSystem.IsWindows() ? LocalResource.Ports : LocalResource.Memory,
        _ => LocalResource.None,
    };

    // Elsewhere than on Windows it is the raw number of the error: ENOMEM, ENFILE, EMFILE, and ENOBUFS of Linux or of macOS and BSD.
    private static LocalResource OfFile(int code) => OperatingSystem.IsWindows()
        ? (uint)code switch
        {
            // ERROR_TOO_MANY_OPEN_FILES; ERROR_NOT_ENOUGH_MEMORY, ERROR_OUTOFMEMORY, ERROR_NO_SYSTEM_RESOURCES, ERROR_COMMITMENT_LIMIT.
            0x80070004 => LocalResource.Files,
            0x80070008 or 0x8007000E or 0x800705AA or 0x800705AF => LocalResource.Memory,
            _ => LocalResource.None,
        }
        : code switch
        {
            23 or 24 => LocalResource.Files,
            12 => LocalResource.Memory,
            105 when OperatingSystem.IsLinux() => LocalResource.Memory,
            55 when !OperatingSystem.IsLinux() => LocalResource.Memory,
            _ => LocalResource.None,
        };

    // Without a handle left, a name cannot be looked up and a certificate not be verified, but the error is that of a name that
    // does not exist, or of a certificate that nobody has issued.
    private static bool MayHideFiles(Exception exception)
    {
        for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is AuthenticationException or HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError }
                or SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoRecovery or SocketError.NoData or SocketError.SocketError })
            {
                return true;
            }
        }

        return false;
    }

    // A Unix domain socket that is not there, port 0, or an address of a kind that this machine has none of, as ::1 without IPv6, fails in the same words. What has no
    // ports of its own (UDP sends nothing to connect) tells them apart.
    private static bool IsUnreachable(Exception exception, Uri? target)
    {
        if (exception.GetBaseException() is not SocketException { SocketErrorCode: SocketError.AddressNotAvailable })
        {
            return false;
        }

        if (target is null or { Port: 0 })
        {
            return true;
        }

        if (!IPAddress.TryParse(target.IdnHost, out IPAddress? address))
        {
            return false;
        }

        try
        {
            using var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            socket.Connect(address, target.Port);
            return false;
        }
        catch (SocketException probe)
        {
            return probe.SocketErrorCode is SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported;
        }
    }
}
