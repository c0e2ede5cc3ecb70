namespace ParallelFetch.Engine.Tests.Simulation.Servers;

/// <summary>So many are served at once; what comes beyond that is refused at once.</summary>
internal sealed class AtMostAtOnce(int limit, Refusal refusal) : ServerRule
{
    private int _inService;

    /// <summary>How long one is served, in seconds: what the ideal time is made of.</summary>
    public double Service { get; init; }

    public override Verdict Judge(in Arrival arrival)
    {
        if (_inService >= limit)
        {
            return new Verdict(refusal, Service);
        }

        _inService++;
        return Verdict.Pass;
    }

    public override void Leave() => _inService--;

    public override void Restart() => _inService = 0;

    public override double IdealTime(int count, double throughput) => count * Service / limit;
}

/// <summary>Some URLs that are always refused, or, without a refusal, whose connection is always reset.</summary>
internal sealed class Poison(Func<int, bool> isPoison, Refusal? refusal) : ServerRule
{
    public override Verdict Judge(in Arrival arrival) => !isPoison(arrival.Number) ? Verdict.Pass : new Verdict(refusal, 1, refusal is null);
}

/// <summary>Every URL is refused, or reset, so often before it is served.</summary>
internal sealed class FailsFirst(int times, Refusal? refusal) : ServerRule
{
    public override Verdict Judge(in Arrival arrival) => arrival.Tries >= times ? Verdict.Pass : new Verdict(refusal, 1, refusal is null);
}

/// <summary>A share of all requests is refused, or reset, whatever they are.</summary>
internal sealed class Flaky(double share, Refusal? refusal = null) : ServerRule
{
    public override Verdict Judge(in Arrival arrival) => arrival.Random.NextDouble() >= share ? Verdict.Pass : new Verdict(refusal, 1, refusal is null);
}

/// <summary>Refuses everything between two times.</summary>
internal sealed class RefusesBetween(double from, double until, Refusal refusal) : ServerRule
{
    public override Verdict Judge(in Arrival arrival) =>
        arrival.Now < from || arrival.Now >= until ? Verdict.Pass : new Verdict(refusal, until - arrival.Now);

    public override double IdealTime(int count, double throughput) =>
        count / throughput <= from ? 0 : double.IsFinite(until) ? until - from + (count / throughput) : 0;
}
