using ParallelFetch.Bodies;
using ParallelFetch.Http;
using ParallelFetch.Retry;

namespace ParallelFetch;

/// <summary>Settings that the requests of one call share. Immutable, so that requests can point to it freely.</summary>
internal sealed record FetchOptions
{
    /// <summary>HttpClient's own default time-out, which Invoke-WebRequest lifts; unattended batches are safer with it.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(100);

    /// <summary>The settings used when nothing is asked for.</summary>
    public static FetchOptions Default { get; } = new();

    /// <summary>How a connection is made. Requests with equal profiles share their connections.</summary>
    public ConnectionProfile Connection { get; init; } = ConnectionProfile.Default;

    /// <summary>
    /// The longest wait from sending a request until its response headers have arrived, connecting included; each
    /// redirect starts anew. Zero: no limit. What Invoke-WebRequest calls ConnectionTimeoutSeconds.
    /// </summary>
    public TimeSpan ConnectionTimeout { get; init; } = DefaultTimeout;

    /// <summary>The longest wait between two reads of the body. Zero: no limit.</summary>
    public TimeSpan OperationTimeout { get; init; } = DefaultTimeout;

    /// <summary>The longest time from dispatch to the last byte, redirects included. Zero: no limit.</summary>
    public TimeSpan TotalTimeout { get; init; }

    /// <summary>When a fetch that failed is tried again.</summary>
    public RetryOptions Retry { get; init; } = RetryOptions.None;

    /// <summary>
    /// After how many failures to connect in a row a host is given up for a while, so that the rest of its URLs fail at
    /// once; 0: never.
    /// </summary>
    public int HostFailureLimit { get; init; }

    /// <summary>The same for a host that is down after it had answered; 0: only time decides (<see cref="RetryOptions.OutageTimeout"/>).</summary>
    public int OutageFailureLimit { get; init; }

    /// <summary>The HTTP cookies that are sent and, when servers set some, written back; null for none.</summary>
    public SessionCookies? Cookies { get; init; }

    /// <summary>How the body is coded for its transfer.</summary>
    public TransferCoding TransferCoding { get; init; }

    /// <summary>The longest body in bytes, counted after decompression; 0: no limit but that of memory.</summary>
    public long MaximumBodySize { get; init; }

    /// <summary>Keeps bodies as they came, whatever their Content-Encoding, as curl does without --compressed.</summary>
    public bool SkipDecompression { get; init; }

    /// <summary>Makes a failure of a response whose status is 400 or above, as curl's --fail does.</summary>
    public bool FailOnHttpError { get; init; }

    /// <summary>What is different about redirects.</summary>
    public RedirectOptions Redirects { get; init; }

    /// <summary>How many redirects are followed; 0 returns the 3xx response itself. curl and HttpClient follow 50 as well.</summary>
    public int MaximumRedirection { get; init; } = 50;

    /// <summary>What is told of each fetch on its way.</summary>
    public FetchTrace Trace { get; init; }

    /// <summary>
    /// The highest HTTP version to use; the connection falls back to a lower one. 2.0 is negotiated over TLS
    /// (RFC 9113, section 3.2); plain http stays at 1.1.
    /// </summary>
    public Version HttpVersion { get; init; } = System.Net.HttpVersion.Version20;
}
