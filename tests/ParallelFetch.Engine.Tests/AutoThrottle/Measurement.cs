using System.Collections.Concurrent;
using ParallelFetch.AutoThrottle;

namespace ParallelFetch.Engine.Tests.AutoThrottle;

/// <summary>How a controller does on a simulated server, compared with the best fixed throttle on the same server.</summary>
/// <param name="Goodput">Good answers once settled, as a share of those that the best fixed throttle gets in the same time.</param>
/// <param name="Refused">The share of refusals among the answers once settled.</param>
/// <param name="SettledAfter">
/// The first time, in mean latencies, from which on the controller had at least 0.9 of the best fixed throttle's goodput for
/// a window of 25 latencies, or of 400 answers if that is longer.
/// </param>
internal sealed record Measurement(double Goodput, double Refused, int SettledAfter)
{
    /// <summary>When a controller has to have settled, in mean latencies.</summary>
    public const int SettlingTime = 100;

    private static readonly ConcurrentDictionary<(ServerModel, int), double> BestGoodputs = new();

    /// <param name="server">The server.</param>
    /// <param name="ceiling">The most requests that the controller may have on the wire.</param>
    /// <param name="successor">What the server becomes after 300 latencies; the measurement starts only then.</param>
    /// <param name="seed">Makes the run.</param>
    public static Measurement Of(ServerModel server, int ceiling = 1000, ServerModel? successor = null, int seed = 1)
    {
        var simulation = new LoadSimulation(server, ceiling, new ConcurrencyController(LoadSimulation.TicksPerSecond), seed);
        if (successor is not null)
        {
            simulation.RunFor(300);
            simulation.Server = successor;
        }

        // The same for all latencies, so the best of one is computed once.
        double best = BestGoodputs.GetOrAdd(
            (simulation.Server with { Latency = 1 }, ceiling),
            static key => BestFixedGoodput(key.Item1, key.Item2));
        int window = (int)Math.Ceiling(Math.Max(25, 400 / best));
        long[] good = new long[SettlingTime + window + 1];
        for (int time = 0; time < good.Length; time++)
        {
            good[time] = simulation.Good;
            simulation.RunFor(1);
        }

        int settledAfter = Enumerable.Range(0, SettlingTime + 1)
            .FirstOrDefault(time => good[time + window] - good[time] >= 0.9 * best * window, int.MaxValue);

        (double goodput, double refused) = Run(simulation, Span(best));
        return new Measurement(goodput / best, refused, settledAfter);
    }

    /// <summary>Good answers per mean latency with the best fixed throttle that has no more than 2 % refused.</summary>
    private static double BestFixedGoodput(ServerModel server, int ceiling) => new[] { 1, 1.1, 2 }
        .Select(factor => Math.Clamp((int)Math.Min(factor * server.Capacity, 1e6), 1, ceiling))
        .Distinct()
        .Max(throttle =>
        {
            var simulation = new LoadSimulation(server, throttle, seed: 77);
            simulation.RunFor(10);
            (double goodput, double refused) = Run(simulation, Span(throttle));
            return refused <= 0.02 ? goodput : 0;
        });

    private static double Span(double requestsPerLatency) => Math.Max(150, 5000 / requestsPerLatency);

    private static (double Goodput, double Refused) Run(LoadSimulation simulation, double latencies)
    {
        long good = simulation.Good;
        long refused = simulation.Refused;
        simulation.RunFor(latencies);
        good = simulation.Good - good;
        refused = simulation.Refused - refused;
        return (good / latencies, (double)refused / Math.Max(1, good + refused));
    }
}
