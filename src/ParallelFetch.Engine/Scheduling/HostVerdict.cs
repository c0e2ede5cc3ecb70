namespace ParallelFetch.Scheduling;

/// <summary>What the end of a fetch was, seen from its host.</summary>
internal enum FetchEnd
{
    /// <summary>The fetch's own: an answer or a failure that is about this request.</summary>
    Own,

    /// <summary>The host has too much to do: the request is to come again.</summary>
    Refused,

    /// <summary>The host refuses each URL at first: the request is to come again after a while, and no other has to wait.</summary>
    NotYet,

    /// <summary>The host, which had answered before, cannot be reached.</summary>
    Lost,

    /// <summary>This machine, and not the host, is out of something.</summary>
    Local,
}

/// <summary>What follows for a fetch and its host.</summary>
/// <param name="End">What its end was.</param>
/// <param name="HasGrown">Whether more requests may be on the wire to the host than before.</param>
internal readonly record struct HostVerdict(FetchEnd End, bool HasGrown);
