using System.Management.Automation;
using ParallelFetch.Binding;
using ParallelFetch.Retry;

namespace ParallelFetch.Commands;

/// <content>How fast, and how persistently.</content>
public sealed partial class StartParallelFetchCommand
{
    // A year: whoever wants no limit is served as well.
    private const double LongestWaitSeconds = 31_536_000;

    /// <summary>
    /// How many fetches may be on the wire at once while this call runs; 0 for any number. Without it the session's
    /// limit holds.
    /// </summary>
    [Parameter]
    [Alias("ThrottleLimit")]
    [ValidateRange(0, int.MaxValue)]
    public int Throttle { get; set; }

    /// <summary>How many of them may be to the same host; 0 for any number. Without it the session's limit holds.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int ThrottlePerHost { get; set; }

    /// <summary>How many requests are sent in a second at the most, evenly spaced, retries included; 0 for any number.</summary>
    [Parameter]
    [ValidateRange(0.0, double.MaxValue)]
    public double RequestsPerSecond { get; set; }

    /// <summary>How many of them go to the same host in a second at the most; 0 for any number.</summary>
    [Parameter]
    [ValidateRange(0.0, double.MaxValue)]
    public double RequestsPerSecondPerHost { get; set; }

    /// <summary>Lets the number of fetches to each host find itself: it grows while answers stay quick and good, and falls when they do not.</summary>
    [Parameter]
    public SwitchParameter AutoThrottle { get; set; }

    /// <summary>
    /// How often a fetch that failed for a passing reason is tried again. Given explicitly it holds for POST and PATCH,
    /// too; otherwise only methods that are idempotent (RFC 9110, section 9.2.2) are tried again.
    /// </summary>
    [Parameter]
    [ValidateRange(0, 1_000)]
    public int MaximumRetryCount { get; set; } = 2;

    /// <summary>The longest wait before the first retry, in seconds. It doubles with each further one, up to 60 s; the wait itself is random.</summary>
    [Parameter]
    [ValidateRange(0.0, 86_400.0)]
    public double RetryIntervalSec { get; set; } = RetryOptions.None.Interval.TotalSeconds;

    /// <summary>The status codes that are tried again, instead of 408, 429, 500, 502, 503 and 504.</summary>
    [Parameter]
    [ValidateRange(100, 999)]
    [ArgumentCompleter(typeof(RetryStatusCompleter))]
    public int[] RetryStatusCode { get; set; } = [.. RetryOptions.TransientStatusCodes];

    /// <summary>Tries again, too, when the connection is refused or the host name is unknown.</summary>
    [Parameter]
    public SwitchParameter RetryConnectionRefused { get; set; }

    /// <summary>The longest wait in seconds that a Retry-After field is followed for; a longer one is cut to this. 0 ignores the field.</summary>
    [Parameter]
    [ValidateRange(0, 86_400)]
    public int MaximumRetryAfterSec { get; set; } = (int)RetryOptions.None.MaximumRetryAfter.TotalSeconds;

    /// <summary>
    /// For how long a host is waited for that refuses everything (status 429, or an answer with Retry-After), in seconds.
    /// While it lets anything through, its URLs wait as long as it takes.
    /// </summary>
    [Parameter]
    [ValidateRange(0.0, LongestWaitSeconds)]
    public double RateLimitTimeoutSeconds { get; set; } = RetryOptions.None.RateLimitTimeout.TotalSeconds;

    /// <summary>
    /// For how long a host is waited for that has answered in this call and cannot be reached any more, in seconds. 0 does
    /// not wait: each of its URLs fails by itself.
    /// </summary>
    [Parameter]
    [ValidateRange(0.0, LongestWaitSeconds)]
    public double OutageTimeoutSeconds { get; set; } = 300;

    /// <summary>
    /// After how many failures to connect in a row a host is given up for a while: its other URLs then fail at once,
    /// but for one every 30 s. 0 never gives up. Without it, this holds only for hosts that have not answered in this call.
    /// </summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int HostFailureLimit { get; set; } = 50;

    /// <summary>After how many errors the whole call is stopped with one terminating error; 0 for never.</summary>
    [Parameter(ParameterSetName = StreamSet)]
    [Parameter(ParameterSetName = JobSet)]
    [ValidateRange(0, int.MaxValue)]
    public int MaximumFailureCount { get; set; }

    private RetryParameters RetryParameters => new()
    {
        MaximumRetryCount = MaximumRetryCount,
        RetryIntervalSec = RetryIntervalSec,
        RetryStatusCode = RetryStatusCode,
        RetryConnectionRefused = RetryConnectionRefused,
        MaximumRetryAfterSec = MaximumRetryAfterSec,
        RateLimitTimeoutSeconds = RateLimitTimeoutSeconds,
        OutageTimeoutSeconds = OutageTimeoutSeconds,
    };
}
