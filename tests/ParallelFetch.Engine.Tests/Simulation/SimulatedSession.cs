using ParallelFetch.Engine.Tests.Fakes;
using ParallelFetch.Engine.Tests.Simulation.Servers;

namespace ParallelFetch.Engine.Tests.Simulation;

/// <summary>
/// The real engine among simulated servers: one thread, a fake clock that goes from event to event, and a seed. The same
/// seed gives the same run.
/// </summary>
internal sealed class SimulatedSession : IDisposable
{
    private const long MostIdleTicks = TimeSpan.TicksPerHour;

    // Ten thousand URLs and an hour of looking at deadlines ten times a second are far below.
    private const int MostEvents = 2_000_000;

    private readonly SimulatedNetwork _network;
    private readonly Random _random;
    private readonly SynchronizationContext? _context = SynchronizationContext.Current;

    /// <param name="seed">Makes the run.</param>
    /// <param name="mostConnections">How many connections may be open at once.</param>
    public SimulatedSession(int seed, int mostConnections = int.MaxValue)
    {
        // Else continuations would go to the context's threads.
        SynchronizationContext.SetSynchronizationContext(null);
        _random = new Random(seed);
        _network = new SimulatedNetwork(Clock, new Random(seed + 1_000)) { MostConnections = mostConnections };
        Engine = new FetchEngine(new FetchEngineSettings
        {
            Time = Clock,
            CreateHandler = profile => new ProfileHandler(profile, _network),
            Random = _random.NextDouble,
        });
    }

    public SimulationClock Clock { get; } = new();

    public FetchEngine Engine { get; }

    /// <summary>Looks at the engine after every event.</summary>
    public Action<SimulatedSession>? Watch { get; init; }

    public void Dispose()
    {
        Engine.Dispose();
        _network.Dispose();
        SynchronizationContext.SetSynchronizationContext(_context);
    }

    /// <summary>Carries out one call, as the pipeline does: requests are added until the batch is full, outcomes are taken as they come.</summary>
    /// <param name="hosts">The servers, which the network knows from now on.</param>
    /// <param name="urls">Which host each URL is of.</param>
    /// <param name="limits">Those of the call.</param>
    /// <param name="options">Those of every request.</param>
    /// <param name="inOrder">Whether outcomes come in the order of the list.</param>
    public SimulationResult Run(
        IReadOnlyList<SimulatedHost> hosts, IEnumerable<SimulatedHost> urls, FetchLimits limits, FetchOptions options, bool inOrder = false)
    {
        foreach (SimulatedHost host in hosts)
        {
            _network.Add(host);
        }

        var call = new Call(this, Engine.StartBatch(limits, inOrder), urls, options);
        try
        {
            double seconds = call.ToTheEnd();
            Assert.Equal((0, 0), (Engine.Outstanding, Engine.Waiting));
            double ideal = hosts.Max(host => host.IdealTime(limits.Throttle ?? CallDefaults.Throttle));
            double work = hosts.Sum(static host => host.Count * (host.RoundTrip.Mean + host.Service.Mean) / 1000);
            ideal = Math.Max(ideal, work / Math.Max(1, limits.Throttle ?? CallDefaults.Throttle));
            return new SimulationResult(call.Outcomes, hosts, seconds, ideal, call.Notices);
        }
        finally
        {
            call.End();
        }
    }

    private sealed class Call(SimulatedSession session, FetchBatch batch, IEnumerable<SimulatedHost> urls, FetchOptions options)
    {
        private readonly Dictionary<string, int> _numbers = [];
        private readonly IEnumerator<SimulatedHost> _urls = urls.GetEnumerator();
        private readonly double _start = session.Clock.Seconds;
        private bool _hasMore = true;
        private int _added;

        public List<SimulatedOutcome> Outcomes { get; } = [];

        public List<FetchNotice> Notices { get; } = [];

        private bool IsDone => !_hasMore && Outcomes.Count == _added;

        public double ToTheEnd()
        {
            _hasMore = _urls.MoveNext();
            long progressAt = session.Clock.Now;
            for (int step = 0; ; step++)
            {
                int before = Outcomes.Count;
                FeedAndTake();
                session.Watch?.Invoke(session);
                Assert.True(session._network.Fault is null, session._network.Fault);
                if (IsDone)
                {
                    return session.Clock.Seconds - _start;
                }

                progressAt = Outcomes.Count > before ? session.Clock.Now : progressAt;
                long next = Math.Min(session._network.NextEvent, session.Clock.NextTimer);
                Assert.True(next < long.MaxValue, $"Nothing will ever happen: {State()}");
                Assert.True(next - progressAt <= MostIdleTicks && step < MostEvents, $"There was no progress for an hour, or too much happens: {State()}");
                session.Clock.AdvanceTo(next);
                session._network.RunDue();
            }
        }

        public void End()
        {
            // What the batch cancels ends here, since nobody moves the clock any more.
            batch.Cancel();
            session._network.CancelDue();
            batch.Dispose();
        }

        private void FeedAndTake()
        {
            do
            {
                while (_hasMore && !batch.IsFull)
                {
                    Add(_urls.Current);
                    _hasMore = _urls.MoveNext();
                }
            }
            while (Take() && _hasMore);
        }

        private void Add(SimulatedHost host)
        {
            int number = _numbers.GetValueOrDefault(host.Name);
            _numbers[host.Name] = number + 1;
            _added++;
            batch.Add(FetchRequest.Create(FormattableString.Invariant($"http://{host.Name}/{number}"), options));
        }

        private bool Take()
        {
            bool any = false;
            while (batch.TryTakeNotice(out FetchNotice? notice))
            {
                Notices.Add(notice);
            }

            while (batch.TryTake(out FetchOutcome? outcome))
            {
                any = true;
                var uri = (Uri)outcome.Uri!;
                Outcomes.Add(new SimulatedOutcome(
                    uri.Host,
                    int.Parse(uri.AbsolutePath.AsSpan(1), null),
                    outcome.StatusCode,
                    outcome.Failure?.Kind,
                    outcome.Attempts,
                    session.Clock.Seconds - _start));
            }

            return any;
        }

        private string State() => FormattableString.Invariant(
            $"after {session.Clock.Seconds:0.0} s, {Outcomes.Count} of {_added} done, {session.Engine.Outstanding} on the wire, {session.Engine.Waiting} waiting.");
    }
}
