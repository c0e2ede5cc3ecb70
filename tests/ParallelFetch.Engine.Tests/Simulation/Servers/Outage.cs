namespace ParallelFetch.Engine.Tests.Simulation.Servers;

/// <summary>What becomes of requests to a server that is not there.</summary>
internal enum OutageKind
{
    /// <summary>The machine is there, the server is not: what is on the wire is reset, connections are refused.</summary>
    Refused,

    /// <summary>Nothing is there: what is on the wire is never answered, and neither is a connection made.</summary>
    BlackHole,
}

/// <summary>A time in which a server is not there, in seconds since the simulation began.</summary>
internal sealed record Outage(double From, double Until, OutageKind Kind = OutageKind.Refused);
