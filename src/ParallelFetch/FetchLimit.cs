namespace ParallelFetch;

/// <summary>The limits of a session and what they hold now: what Get-ParallelFetchLimit gives.</summary>
/// <param name="Throttle">How many fetches may be on the wire at once; 0 for any number.</param>
/// <param name="InFlight">How many are on the wire now.</param>
/// <param name="Waiting">How many wait for their place on the wire, those included that wait to be tried again.</param>
public sealed record FetchLimit(int Throttle, int InFlight, int Waiting)
{
    /// <summary>How many fetches to the same host may be on the wire at once; 0 for any number.</summary>
    public int ThrottlePerHost { get; init; }

    /// <summary>How many requests are sent in a second at the most; 0 for any number.</summary>
    public double RequestsPerSecond { get; init; }

    /// <summary>How many of them go to the same host; 0 for any number.</summary>
    public double RequestsPerSecondPerHost { get; init; }

    /// <summary>Whether the number of fetches to each host finds itself.</summary>
    public bool AutoThrottle { get; init; }

    /// <summary>How many requests the session has sent to the hosts that it remembers.</summary>
    public long Requests { get; init; }

    /// <summary>How many of them were retries.</summary>
    public long Retries { get; init; }

    /// <summary>How many of them a host refused because it had too much to do, so that they were or are to be sent again.</summary>
    public long Refusals { get; init; }

    /// <summary>How many of them ended without a usable response.</summary>
    public long Failures { get; init; }

    /// <summary>The same for each host.</summary>
    public IReadOnlyList<HostLimit> Hosts { get; init; } = [];

    internal static FetchLimit Of(FetchEngine engine)
    {
        FetchLimits limits = engine.Limits;
        IReadOnlyList<HostLimit> hosts = engine.GetHosts();
        return new FetchLimit(limits.Throttle ?? 0, engine.Outstanding, hosts.Sum(static host => host.Waiting))
        {
            ThrottlePerHost = limits.ThrottlePerHost ?? 0,
            RequestsPerSecond = limits.RequestsPerSecond ?? 0,
            RequestsPerSecondPerHost = limits.RequestsPerSecondPerHost ?? 0,
            AutoThrottle = limits.AutoThrottle ?? false,
            Requests = hosts.Sum(static host => host.Requests),
            Retries = hosts.Sum(static host => host.Retries),
            Refusals = hosts.Sum(static host => host.Refusals),
            Failures = hosts.Sum(static host => host.Failures),
            Hosts = hosts,
        };
    }
}
