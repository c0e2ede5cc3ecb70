using ParallelFetch.Engine.Tests.Fakes;
using ParallelFetch.Engine.Tests.Simulation.Servers;

namespace ParallelFetch.Engine.Tests.Simulation;

/// <summary>The servers of a simulation and the way to them, event by event on a fake clock. Everything is done on the thread of the simulation.</summary>
internal sealed class SimulatedNetwork(SimulationClock clock, Random random) : HttpMessageHandler
{
    private static readonly byte[] Body = "body"u8.ToArray();

    private readonly PriorityQueue<Action, (long At, long Order)> _events = new();
    private readonly Dictionary<string, SimulatedHost> _hosts = new(StringComparer.OrdinalIgnoreCase);
    private readonly LinkedList<SimulatedExchange> _running = new();
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private long _order;

    /// <summary>How many connections may be open at once: what the process's limit of open files leaves for them.</summary>
    public int MostConnections { get; init; } = int.MaxValue;

    /// <summary>What should not have happened; null for nothing.</summary>
    public string? Fault { get; private set; }

    /// <summary>When something happens next; <see cref="long.MaxValue"/> for never.</summary>
    public long NextEvent => _events.TryPeek(out _, out (long At, long Order) next) ? next.At : long.MaxValue;

    /// <summary>Puts a server on the network; its times count from the beginning of the clock.</summary>
    public void Add(SimulatedHost host)
    {
        _hosts.Add(host.Name, host);
        foreach (Outage outage in host.Outages.Where(static outage => outage.From > 0 && double.IsFinite(outage.From)))
        {
            At((long)(outage.From * TimeSpan.TicksPerSecond), () => GoAway(host, outage.Kind));
        }
    }

    /// <summary>Lets everything happen that is due.</summary>
    public void RunDue()
    {
        while (_events.TryPeek(out Action? happen, out (long At, long Order) next) && next.At <= clock.Now)
        {
            _events.Dequeue();
            happen();
        }

        CancelDue();
    }

    /// <summary>
    /// Ends what the engine has cancelled. A token's own callbacks would come on another thread; asking it here keeps the
    /// run on one thread, and so the same every time.
    /// </summary>
    public void CancelDue()
    {
        for (LinkedListNode<SimulatedExchange>? node = _running.First; node is not null;)
        {
            LinkedListNode<SimulatedExchange>? next = node.Next;
            if (node.Value.IsSettled)
            {
                _running.Remove(node);
            }
            else if (node.Value.IsCancelled)
            {
                _running.Remove(node);
                node.Value.Cancel();
            }

            node = next;
        }
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (Environment.CurrentManagedThreadId != _thread)
        {
            Fault ??= "A request was sent on another thread: the run is not the same every time.";
        }

        SimulatedHost host = _hosts[request.RequestUri!.Host];
        var exchange = new SimulatedExchange(host, request, clock, cancellationToken);
        _running.AddLast(exchange);
        if (!exchange.HasConnection && _hosts.Values.Sum(static host => host.InFlight + host.Idle) > MostConnections)
        {
            After(TimeSpan.TicksPerMillisecond / 10, exchange.FailLocally);
            return exchange.Response;
        }

        long way = Way(host);
        After(way, () => Arrive(exchange, way, ProfileHandler.ProfileOf(request)?.ConnectTimeout ?? Timeout.InfiniteTimeSpan));
        return exchange.Response;
    }

    // The engine lets go of kept connections by disposing of its handler. It goes on with another one, to the same network.
    protected override void Dispose(bool disposing)
    {
        foreach (SimulatedHost host in _hosts.Values)
        {
            host.Idle = 0;
        }

        base.Dispose(disposing);
    }

    private void Arrive(SimulatedExchange exchange, long way, TimeSpan connectTimeout)
    {
        SimulatedHost host = exchange.Host;
        if (exchange.IsSettled)
        {
            return;
        }

        if (exchange.IsLost || host.OutageAt(clock.Seconds) is not null)
        {
            Lose(exchange, way, connectTimeout);
            return;
        }

        Verdict verdict = host.Judge(exchange.Number, clock.Seconds, random);
        if (verdict.Reset)
        {
            After(Way(host), exchange.Reset);
        }
        else if (verdict.Refusal is { } refusal)
        {
            host.Refuse(clock.Seconds);
            double until = clock.Seconds + refusal.AskedPause(verdict.Wait);
            HttpResponseMessage response = refusal.ToResponse(TimeSpan.FromSeconds(verdict.Wait), clock.GetUtcNow());
            After(host.RefusalTime.Next(random), () => Return(exchange, response, until));
        }
        else
        {
            After(host.Service.Next(random), () => Serve(exchange));
        }
    }

    private void Lose(SimulatedExchange exchange, long way, TimeSpan connectTimeout)
    {
        exchange.IsLost = true;
        if (exchange.Host.OutageAt(clock.Seconds) is { Kind: OutageKind.BlackHole })
        {
            if (!exchange.HasConnection && connectTimeout > TimeSpan.Zero)
            {
                At(exchange.SentAt + connectTimeout.Ticks, exchange.TimeOutConnecting);
            }
        }
        else
        {
            After(way, exchange.HasConnection ? exchange.Reset : exchange.RefuseConnection);
        }
    }

    private void Serve(SimulatedExchange exchange)
    {
        if (!exchange.IsLost)
        {
            exchange.Host.Served();
            Return(exchange, new HttpResponseMessage { Content = new ByteArrayContent(Body) }, askedUntil: 0);
        }
    }

    private void Return(SimulatedExchange exchange, HttpResponseMessage response, double askedUntil) => After(Way(exchange.Host), () =>
    {
        if (!exchange.IsLost)
        {
            exchange.Host.AskedUntil(askedUntil);
            exchange.Answer(response);
        }
    });

    // What is still on its way there arrives where nobody is.
    private void GoAway(SimulatedHost host, OutageKind kind)
    {
        host.GoAway(kind);
        foreach (SimulatedExchange exchange in _running.Where(exchange => exchange.Host == host && !exchange.IsSettled).ToList())
        {
            exchange.IsLost = true;
            if (kind == OutageKind.Refused)
            {
                After(Way(host), exchange.Reset);
            }
        }
    }

    private long Way(SimulatedHost host) => host.RoundTrip.Next(random) / 2;

    private void After(long ticks, Action happen) => At(clock.Now + ticks, happen);

    private void At(long time, Action happen) => _events.Enqueue(happen, (time, _order++));
}
