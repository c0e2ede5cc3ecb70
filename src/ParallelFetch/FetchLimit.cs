namespace ParallelFetch;

/// <summary>The limit of a session and what it holds now: what Get-ParallelFetchLimit gives.</summary>
/// <param name="Throttle">How many fetches may be on the wire at once; 0 for any number.</param>
/// <param name="InFlight">How many are on the wire now.</param>
/// <param name="Waiting">How many wait for their place on the wire.</param>
public sealed record FetchLimit(int Throttle, int InFlight, int Waiting)
{
    internal static FetchLimit Of(FetchEngine engine) => new(engine.Throttle, engine.Outstanding, engine.Waiting);
}
