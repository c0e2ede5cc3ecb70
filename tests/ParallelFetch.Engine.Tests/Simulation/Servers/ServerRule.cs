namespace ParallelFetch.Engine.Tests.Simulation.Servers;

/// <summary>A request as it arrives at a server.</summary>
/// <param name="Number">Which URL of its host, from 0.</param>
/// <param name="Tries">How often that URL has arrived before.</param>
/// <param name="Now">The time in seconds since the simulation began.</param>
/// <param name="Random">Makes the run.</param>
internal readonly record struct Arrival(int Number, int Tries, double Now, Random Random);

/// <summary>What a rule makes of a request.</summary>
/// <param name="Refusal">What it is answered; null where it is not refused.</param>
/// <param name="Wait">How many seconds later one would pass.</param>
/// <param name="Reset">Whether its connection is reset instead.</param>
internal readonly record struct Verdict(Refusal? Refusal, double Wait = 0, bool Reset = false)
{
    public static Verdict Pass => default;

    public bool Passes => Refusal is null && !Reset;
}

/// <summary>What a server demands of requests. One object for each run: it counts.</summary>
internal abstract class ServerRule
{
    /// <summary>A request arrives.</summary>
    public abstract Verdict Judge(in Arrival arrival);

    /// <summary>A request that passed has been served.</summary>
    public virtual void Leave()
    {
    }

    /// <summary>The server has lost what it was serving.</summary>
    public virtual void Restart()
    {
    }

    /// <summary>The shortest time in seconds in which so many requests can be got without one refusal.</summary>
    /// <param name="count">How many.</param>
    /// <param name="throughput">How many a second there would be without the rule.</param>
    public virtual double IdealTime(int count, double throughput) => 0;
}
