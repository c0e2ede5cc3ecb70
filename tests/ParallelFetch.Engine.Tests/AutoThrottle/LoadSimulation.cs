using ParallelFetch.AutoThrottle;

namespace ParallelFetch.Engine.Tests.AutoThrottle;

/// <summary>
/// A client that always has as many requests on the wire as it may, and a <see cref="ServerModel"/>, event by event.
/// The same seed gives the same run.
/// </summary>
internal sealed class LoadSimulation
{
    public const double TicksPerSecond = 10_000_000;

    private readonly PriorityQueue<Event, (long Time, long Order)> _events = new();
    private readonly Queue<int> _waiting = new();
    private readonly List<Request> _requests = [];
    private readonly Stack<int> _idle = new();
    private readonly ConcurrencyController? _controller;
    private readonly Random _random;
    private readonly int _ceiling;
    private int _inFlight;
    private int _inService;
    private long _order;

    /// <summary>Without a controller, the ceiling is a fixed throttle.</summary>
    public LoadSimulation(ServerModel server, int ceiling, ConcurrencyController? controller = null, int seed = 1)
    {
        Server = server;
        _ceiling = ceiling;
        _controller = controller;
        _random = new Random(seed);
    }

    private enum Step
    {
        Arrive,
        Serve,
        Return,
    }

    /// <summary>May be replaced on the way.</summary>
    public ServerModel Server { get; set; }

    /// <summary>The most requests that the caller wants on the wire, whatever the limit.</summary>
    public int Demand { get; set; } = int.MaxValue;

    public long Now { get; private set; }

    public long Good { get; private set; }

    public long Refused { get; private set; }

    public int Limit => Math.Min(_controller?.Limit ?? int.MaxValue, _ceiling);

    /// <summary>Goes on for a number of the server's mean latencies.</summary>
    public void RunFor(double latencies)
    {
        long end = Now + Ticks(latencies);
        Fill();
        while (_events.TryPeek(out _, out (long Time, long Order) next) && next.Time <= end)
        {
            Event e = _events.Dequeue();
            Now = next.Time;
            Handle(e);
        }

        Now = end;
    }

    private void Fill()
    {
        while (_inFlight < Math.Min(Limit, Demand))
        {
            if (!_idle.TryPop(out int id))
            {
                id = _requests.Count;
                _requests.Add(default);
            }

            _inFlight++;
            _requests[id] = new Request(_controller?.OnStarted(Now, _inFlight) ?? default, CompletionKind.Good);
            Schedule(Step.Arrive, id, Server.Distance);
        }
    }

    private void Handle(Event e)
    {
        switch (e.Step)
        {
            case Step.Arrive when _inService + _waiting.Count >= Server.RefusalLevel:
                _requests[e.Id] = _requests[e.Id] with { Kind = CompletionKind.Refused };
                Schedule(Step.Return, e.Id, Server.RefusalTime);
                break;
            case Step.Arrive:
                _waiting.Enqueue(e.Id);
                ServeWaiting();
                break;
            case Step.Serve:
                _inService--;
                ServeWaiting();
                Schedule(Step.Return, e.Id, Server.Distance);
                break;
            default:
                Complete(e.Id);
                break;
        }
    }

    private void ServeWaiting()
    {
        while (_waiting.Count > 0 && (Server.Thrashing > 0 || _inService < Server.Capacity))
        {
            _inService++;
            double load = Math.Max(1, (double)_inService / Server.Capacity);
            Schedule(Step.Serve, _waiting.Dequeue(), Math.Pow(load, Server.Thrashing) * ServiceTime());
        }
    }

    private void Complete(int id)
    {
        Request request = _requests[id];
        _idle.Push(id);
        _inFlight--;
        if (request.Kind == CompletionKind.Good)
        {
            Good++;
        }
        else
        {
            Refused++;
        }

        _controller?.OnCompleted(request.Started, Now, request.Kind, _ceiling);
        Fill();
    }

    private double ServiceTime() => Server.Scatter switch
    {
        Scatter.Uniform => 0.7 + (0.6 * _random.NextDouble()),
        Scatter.Lognormal => Lognormal(0.3),
        Scatter.HeavyTail => Lognormal(1),
        Scatter.TwoKinds => _random.Next(2) == 0 ? 2 / 101.0 : 200 / 101.0,
        _ => 1,
    };

    private double Lognormal(double sigma)
    {
        double normal = Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
        return Math.Exp((sigma * normal) - (sigma * sigma / 2));
    }

    private long Ticks(double latencies) => (long)(latencies * Server.Latency * TicksPerSecond);

    private void Schedule(Step step, int id, double latencies)
    {
        var e = new Event(step, id);
        if (latencies > 0)
        {
            _events.Enqueue(e, (Now + Ticks(latencies), _order++));
        }
        else
        {
            Handle(e);
        }
    }

    private readonly record struct Event(Step Step, int Id);

    private readonly record struct Request(StartedRequest Started, CompletionKind Kind);
}
