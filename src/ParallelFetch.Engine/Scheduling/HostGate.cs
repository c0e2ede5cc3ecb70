namespace ParallelFetch.Scheduling;

/// <summary>What may become of the next request to a host.</summary>
internal enum HostGate
{
    /// <summary>It may be sent now.</summary>
    Open,

    /// <summary>It waits: for a time, or for a place on the wire.</summary>
    Closed,

    /// <summary>The request has no time left for another try.</summary>
    Expired,

    /// <summary>The host has refused everything for as long as the request is ready to wait.</summary>
    Refusing,

    /// <summary>The host cannot be reached, and has not been for as long as the request is ready to wait.</summary>
    Unreachable,
}
