namespace ParallelFetch.Engine.Tests.AutoThrottle;

/// <summary>How the service times of a simulated server scatter; the mean is 1 in all cases.</summary>
public enum Scatter
{
    /// <summary>All the same.</summary>
    None,

    /// <summary>Evenly between 0.7 and 1.3.</summary>
    Uniform,

    /// <summary>Lognormal, sigma 0.3.</summary>
    Lognormal,

    /// <summary>Lognormal, sigma 1: one in a hundred takes six times the mean.</summary>
    HeavyTail,

    /// <summary>Every other one is a hundred times slower than the rest: 5 ms and 500 ms, scaled to the mean.</summary>
    TwoKinds,
}

/// <summary>A simulated server: so many requests are served at a time, the others wait in the order in which they came.</summary>
/// <param name="Capacity">Requests served at a time.</param>
/// <param name="Mark">Requests in service and waiting, as a multiple of the capacity, from which on a further one is refused.</param>
/// <param name="Latency">The mean service time in seconds.</param>
internal sealed record ServerModel(int Capacity, double Mark = double.PositiveInfinity, double Latency = 0.05)
{
    /// <summary>How the service times scatter.</summary>
    public Scatter Scatter { get; init; }

    /// <summary>
    /// For a server that lets nobody wait but gets slower: its service times grow with this power of (in service /
    /// capacity). 0 for a server with a queue.
    /// </summary>
    public double Thrashing { get; init; }

    /// <summary>How long a request is on its way there, and an answer on its way back, in latencies.</summary>
    public double Distance { get; init; }

    /// <summary>How long a refusal takes, in latencies.</summary>
    public double RefusalTime { get; init; } = 0.1;

    /// <summary>Requests in service and waiting from which on a further one is refused.</summary>
    public double RefusalLevel => Math.Round(Mark * Capacity);

    /// <summary>A server that never has too much to do.</summary>
    public static ServerModel Unlimited(double latency = 0.05) => new(1_000_000, double.PositiveInfinity, latency);
}
