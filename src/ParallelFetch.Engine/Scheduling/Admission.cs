using ParallelFetch.AutoThrottle;

namespace ParallelFetch.Scheduling;

/// <summary>A request that has left the queue.</summary>
/// <param name="Queue">Whose it is.</param>
/// <param name="Host">Where it goes.</param>
/// <param name="Item">The request.</param>
/// <param name="Rejection">Why it is not sent after all; null when it is.</param>
/// <param name="Load">What the host's controller wants back; null without -AutoThrottle.</param>
/// <param name="IsProbe">Whether it finds out if a host that was given up is back.</param>
internal readonly record struct Admission(
    FetchQueue Queue, HostState Host, QueuedFetch Item, FetchFailure? Rejection, StartedRequest? Load, bool IsProbe = false)
{
    /// <summary>Its number among the requests to its host; 0 when it is not sent.</summary>
    internal long Serial { get; init; }

    /// <summary>Its number among all requests of the session; 0 when it is not sent.</summary>
    internal long SessionSerial { get; init; }

    /// <summary>Whether it is not sent because its host lets nothing through: then its last try tells more than the rejection.</summary>
    internal bool GivesUp { get; init; }
}
