namespace ParallelFetch.Engine.Tests.Simulation.Servers;

/// <summary>A server with its part of the list. One object for each run: it counts.</summary>
internal sealed class SimulatedHost(string name, int count)
{
    private readonly Dictionary<int, int> _tries = [];
    private double _askedUntil;

    public string Name { get; } = name;

    /// <summary>How many URLs of the list are its own.</summary>
    public int Count { get; } = count;

    /// <summary>The way there and back.</summary>
    public Spread RoundTrip { get; init; } = Spread.Around(20);

    /// <summary>How long the server works for an answer.</summary>
    public Spread Service { get; init; } = Spread.None;

    /// <summary>How long it works for a refusal.</summary>
    public Spread RefusalTime { get; init; } = Spread.None;

    /// <summary>What it demands of requests; the first that refuses one is asked last.</summary>
    public IReadOnlyList<ServerRule> Rules { get; init; } = [];

    /// <summary>When it is not there.</summary>
    public IReadOnlyList<Outage> Outages { get; init; } = [];

    /// <summary>Requests that were sent to it.</summary>
    public int Requests { get; private set; }

    /// <summary>Those that it answered with a refusal.</summary>
    public int Refused { get; private set; }

    /// <summary>Those that ended without an answer.</summary>
    public int Broken { get; private set; }

    /// <summary>Those that were sent although it had asked, by Retry-After, to be left alone.</summary>
    public int Impatient { get; private set; }

    /// <summary>What happened in each second.</summary>
    public Timeline Timeline { get; } = new();

    public int InFlight { get; private set; }

    /// <summary>The most that were ever on the wire at once.</summary>
    public int Peak { get; private set; }

    /// <summary>Connections that are open and not in use.</summary>
    public int Idle { get; set; }

    /// <summary>The shortest time in seconds in which its URLs can be got.</summary>
    public double IdealTime(int throttle)
    {
        double latency = (RoundTrip.Mean + Service.Mean) / 1000;
        double throughput = Math.Max(1, throttle) / latency;
        double undisturbed = Rules.Select(rule => rule.IdealTime(Count, throughput)).Append(Count / throughput).Max() + latency;
        return undisturbed + Outages.Where(outage => outage.From > 0 && outage.From < undisturbed && double.IsFinite(outage.Until))
            .Sum(static outage => outage.Until - outage.From);
    }

    public Outage? OutageAt(double now) => Outages.FirstOrDefault(outage => now >= outage.From && now < outage.Until);

    /// <summary>A request is sent.</summary>
    /// <returns>Whether there was a connection for it.</returns>
    public bool Sent(double now)
    {
        Requests++;
        Impatient += now < _askedUntil - 0.001 ? 1 : 0;
        Peak = Math.Max(Peak, ++InFlight);
        Timeline.Sent(now, InFlight);
        if (Idle == 0)
        {
            return false;
        }

        Idle--;
        return true;
    }

    /// <summary>A request has ended.</summary>
    public void Ended(bool answered, double now)
    {
        InFlight--;
        Idle += answered ? 1 : 0;
        Broken += answered ? 0 : 1;
        Timeline.Ended(now, answered);
    }

    /// <summary>It refuses a request.</summary>
    public void Refuse(double now)
    {
        Refused++;
        Timeline.Refused(now);
    }

    /// <summary>The client has been told to stay away until a time.</summary>
    public void AskedUntil(double time) => _askedUntil = Math.Max(_askedUntil, time);

    /// <summary>A request has arrived: asks the rules, all of which it has entered when it passes.</summary>
    public Verdict Judge(int number, double now, Random random)
    {
        int tries = _tries.GetValueOrDefault(number);
        _tries[number] = tries + 1;
        for (int i = 0; i < Rules.Count; i++)
        {
            Verdict verdict = Rules[i].Judge(new Arrival(number, tries, now, random));
            if (!verdict.Passes)
            {
                foreach (ServerRule entered in Rules.Take(i))
                {
                    entered.Leave();
                }

                return verdict;
            }
        }

        return Verdict.Pass;
    }

    public void Served()
    {
        foreach (ServerRule rule in Rules)
        {
            rule.Leave();
        }
    }

    /// <summary>It goes away: what it served is lost.</summary>
    public void GoAway(OutageKind kind)
    {
        Idle = kind == OutageKind.Refused ? 0 : Idle;
        foreach (ServerRule rule in Rules)
        {
            rule.Restart();
        }
    }
}
