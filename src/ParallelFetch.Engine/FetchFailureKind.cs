namespace ParallelFetch;

/// <summary>
/// Why a fetch has no usable response. The name of each member is, letter for letter, the stable error id that a
/// script sees, so members are never renamed and never get another meaning.
/// </summary>
public enum FetchFailureKind
{
    /// <summary>The input is not an absolute http or https URI.</summary>
    InvalidUri,

    /// <summary>A request header has a name or value that HTTP does not allow (RFC 9110, section 5).</summary>
    InvalidHeader,

    /// <summary>The cookie that was given with the URL is not a hashtable.</summary>
    InvalidCookie,

    /// <summary>The method is none of HTTP's, or not a token (RFC 9110, section 9).</summary>
    InvalidMethod,

    /// <summary>The body cannot be made of what was given, or two bodies were given.</summary>
    InvalidBody,

    /// <summary>A file that was to be sent does not exist or cannot be read.</summary>
    InFileFailed,

    /// <summary>Credentials were to be sent over http, which anyone on the way can read.</summary>
    AllowUnencryptedAuthenticationRequired,

    /// <summary>A redirect or challenge asks for the body again, and it is a stream that can be read only once.</summary>
    BodyCannotBeResent,

    /// <summary>The host name could not be resolved.</summary>
    NameResolutionFailed,

    /// <summary>The connection was refused, could not be made, or was reset.</summary>
    ConnectionFailed,

    /// <summary>The host had failed so often in a row that it was given up for a while, and the request was not sent.</summary>
    HostUnavailable,

    /// <summary>No response headers arrived in time (connecting included).</summary>
    ConnectionTimeoutReached,

    /// <summary>The body stalled for too long between two reads.</summary>
    OperationTimeoutReached,

    /// <summary>The fetch as a whole took too long, counted from its dispatch.</summary>
    TotalTimeoutReached,

    /// <summary>The TLS handshake failed or the server's certificate was not accepted.</summary>
    TlsFailed,

    /// <summary>The response is malformed or ended too early.</summary>
    ProtocolError,

    /// <summary>The server redirected more often than allowed.</summary>
    MaximumRedirectExceeded,

    /// <summary>The server redirected from https to http.</summary>
    InsecureRedirection,

    /// <summary>The decoded body is larger than allowed, or than can be kept in memory.</summary>
    MaximumBodySizeExceeded,

    /// <summary>The file cannot be written.</summary>
    OutFileFailed,

    /// <summary>The file does not have the hash that it should have, and was not kept.</summary>
    FileHashMismatch,

    /// <summary>The hash that a file should have is none (sha256:…), or the place of the file is none.</summary>
    InvalidFileHash,

    /// <summary>The response has an error status (400 or above), and such a response is to count as a failure. Invoke-WebRequest's id.</summary>
    WebCmdletWebResponseException,

    /// <summary>The fetch was stopped before it had finished.</summary>
    FetchStopped,

    /// <summary>Something else went wrong; the inner exception tells.</summary>
    FetchFailed,

    /// <summary>This machine is out of handles for files and sockets, of ports, or of memory: the host is not to blame.</summary>
    LocalResourcesExhausted,
}
