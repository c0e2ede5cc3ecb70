namespace ParallelFetch.AutoThrottle;

/// <summary>
/// Finds how many requests a host can serve at a time, from nothing but how they end and how long they take. One
/// controller per host, called under the scheduler's lock; it has no clock, no timer and no randomness of its own.
/// </summary>
/// <remarks>
/// <para>
/// The limit starts at 4 and, after each round of about as many requests as the limit allows, grows by a step that
/// doubles from round to round: slow start (Jacobson, "Congestion Avoidance and Control", 1988). Trouble cuts it by a
/// factor (multiplicative decrease: Chiu and Jain 1989), but not below a limit that has proved itself since, and the
/// steps begin again at one. Much as in BIC-TCP (Xu, Harfoush and Rhee 2004) the limit soon returns to just below the
/// level of the trouble and stays there; to try that level again has to be earned by good answers, so that probing
/// costs at most one refusal in a hundred answers.
/// </para>
/// <para>
/// Trouble is a refusal, once for all requests that were on the wire then, or a rise in latency over that of a lower
/// load (TCP Vegas: Brakmo and Peterson 1995; for requests instead of packets: Netflix's concurrency-limits). Latency
/// also rises when the URLs change. So a rise is only a suspicion, which half the limit, for one round, confirms or
/// refutes; the same experiment renews the yardstick now and then, as BBR does for its round-trip time (Cardwell et
/// al. 2016).
/// </para>
/// <para>
/// Only requests that started with the limit used up are measured, so a caller that has less to do learns nothing and
/// changes nothing. A limit that is not used to at least half for a while is halved, once for each such while, and
/// what was learned about the host is forgotten (congestion window validation: RFC 2861 and RFC 7661).
/// </para>
/// </remarks>
internal sealed class ConcurrencyController
{
    /// <summary>
    /// Where the limit starts, as a TCP connection does (up to four segments: RFC 3390). Not at one, where a first
    /// request that takes minutes would hold up all others.
    /// </summary>
    private const int InitialLimit = 4;

    /// <summary>What trouble leaves of a limit. TCP's 0.5 to 0.7 would cost more goodput than it saves refusals.</summary>
    private const double CutFactor = 0.8;

    /// <summary>How many times the latency at half the load is too much.</summary>
    private const double TooSlow = 1.4;

    /// <summary>Differences in latency up to this many seconds are the client's own doing.</summary>
    private const double Jitter = 0.001;

    /// <summary>Seconds after which a limit that is not in use is stale.</summary>
    private const double Staleness = 10;

    /// <summary>The least number of requests in a round outside slow start: a mean of fewer says little.</summary>
    private const int MinRound = 24;

    /// <summary>Good answers it takes to try a refused level again: keeps refusals below one in a hundred.</summary>
    private const int ProbePrice = 100;

    /// <summary>The same when the level had been good before, so that the host seems to be in trouble for a time.</summary>
    private const int RecoveryPrice = 25;

    /// <summary>The same in rounds, for larger limits: each probe may cost a round at half the limit.</summary>
    private const int ProbeRounds = 20;

    /// <summary>Rounds after which the latency at half the limit is measured again. Costs half a round in as many.</summary>
    private const int CheckRounds = 48;

    private readonly LatencyRound _round = new();
    private readonly double _jitter;
    private readonly long _staleness;
    private LatencySample _unloaded;
    private LatencySample _suspicion;
    private int _step;
    private int _provenLimit;
    private int _troubleLimit;
    private int _checkedLimit;
    private int _price;
    private long _earned;
    private int _measuredSinceCheck;
    private int _roundOfCut;
    private long _lastUse;

    /// <summary>A controller for a host of which nothing is known.</summary>
    /// <param name="ticksPerSecond">The frequency of the time stamps that it will be given.</param>
    internal ConcurrencyController(double ticksPerSecond)
    {
        _jitter = Jitter * ticksPerSecond;
        _staleness = (long)(Staleness * ticksPerSecond);
        StartAfresh(InitialLimit);
    }

    /// <summary>How many requests to the host may be on the wire now; at least 1.</summary>
    internal int Limit { get; private set; }

    private bool IsCheckDue => _measuredSinceCheck >= CheckRounds * Math.Max(Limit, MinRound);

    /// <summary>A request to the host goes on the wire. May lower the limit.</summary>
    /// <param name="now">A time stamp of the engine's clock.</param>
    /// <param name="inFlight">Requests to the host on the wire, this one included.</param>
    /// <returns>What to give back when it ends.</returns>
    internal StartedRequest OnStarted(long now, int inFlight)
    {
        long periods = (now - _lastUse) / _staleness;
        if (periods > 0)
        {
            _lastUse += periods * _staleness;
            StartAfresh(Limit >> (int)Math.Min(periods, 31));
        }

        NoteUse(now, inFlight);
        return new StartedRequest(now, inFlight, _round.Number, inFlight >= Limit && _round.TryJoin(now));
    }

    /// <summary>A request to the host has ended.</summary>
    /// <param name="request">What <see cref="OnStarted"/> returned.</param>
    /// <param name="now">A time stamp of the engine's clock.</param>
    /// <param name="kind">How it ended.</param>
    /// <param name="ceiling">
    /// The most that the caller would allow, at least 1; <see cref="int.MaxValue"/> for any number. The limit stays within it.
    /// </param>
    internal void OnCompleted(in StartedRequest request, long now, CompletionKind kind, int ceiling)
    {
        Limit = Math.Min(Limit, ceiling);
        NoteUse(now, request.InFlight);
        _round.Leave(request, now, kind == CompletionKind.Good);
        _earned += kind == CompletionKind.Good ? 1 : 0;
        if (kind == CompletionKind.Refused && request.Round >= _roundOfCut)
        {
            Limit = Math.Max(Limit, Math.Min(_checkedLimit, ceiling));
            Cut(Math.Max(request.InFlight, (Limit + 1) / 2));
        }
        else if (_round.TryClose(now, out LatencySample latency))
        {
            if (latency.Count > 0)
            {
                Judge(latency, ceiling);
            }

            BeginRound();
        }
    }

    private void NoteUse(long now, int inFlight)
    {
        if (inFlight * 2 >= Limit)
        {
            _lastUse = now;
        }
    }

    private void Judge(in LatencySample latency, int ceiling)
    {
        _measuredSinceCheck += latency.Count;
        if (_checkedLimit > 0)
        {
            EndCheck(latency, ceiling);
        }
        else if (Limit > 1 && (latency.IsAbove(_unloaded, TooSlow, _jitter) || IsCheckDue))
        {
            _suspicion = latency;
            _checkedLimit = Limit;
            Limit = (Limit + 1) / 2;
        }
        else
        {
            if (Limit == 1 || latency.UpperBound < _unloaded.UpperBound)
            {
                _unloaded = latency;
            }

            _provenLimit = Limit;
            Grow(ceiling);
        }
    }

    private void EndCheck(in LatencySample latencyOfHalf, int ceiling)
    {
        Limit = Math.Min(_checkedLimit, ceiling);
        _checkedLimit = 0;
        _measuredSinceCheck = 0;
        bool isOverload = _suspicion.IsAbove(latencyOfHalf, TooSlow, _jitter);
        if (!isOverload || latencyOfHalf.UpperBound < _unloaded.UpperBound)
        {
            _unloaded = latencyOfHalf;
        }

        if (isOverload)
        {
            Cut(Limit);
        }
    }

    private void Grow(int ceiling)
    {
        int justBelowTrouble = _troubleLimit - 1;
        int next = Limit + _step;
        _step *= 2;
        if (Limit < justBelowTrouble)
        {
            next = Math.Min(next, justBelowTrouble);
        }
        else if (Limit == justBelowTrouble)
        {
            next = _earned >= Math.Max(_price, ProbeRounds * Limit) ? Limit + 1 : Limit;
            _step = 1;
        }

        Limit = Math.Min(next, ceiling);
        if (Limit == ceiling)
        {
            _step = 1;
        }
    }

    private void Cut(int level)
    {
        level = Math.Min(level, Limit);
        bool isProbe = level > _provenLimit;
        Limit = Math.Max(Math.Max(1, (int)(CutFactor * level)), isProbe ? _provenLimit : 0);
        _provenLimit = Math.Min(_provenLimit, Limit);
        _troubleLimit = level;
        _price = isProbe ? ProbePrice : RecoveryPrice;
        _earned = 0;
        _step = 1;
        _checkedLimit = 0;
        BeginRound();
        _roundOfCut = _round.Number;
    }

    private void StartAfresh(int limit)
    {
        Limit = Math.Max(InitialLimit, limit);
        _step = Limit;
        _provenLimit = 0;
        _troubleLimit = int.MaxValue;
        _checkedLimit = 0;
        _unloaded = default;
        BeginRound();
    }

    private void BeginRound()
    {
        bool isSlowStart = _step >= Limit && _checkedLimit == 0;
        _round.Begin(isSlowStart ? Math.Max(Limit, 2) : Math.Max(Limit, MinRound));
    }
}
