using System.Diagnostics;
using ParallelFetch.Benchmarks.Contenders;
using ParallelFetch.Benchmarks.Servers;

namespace ParallelFetch.Benchmarks.Measuring;

/// <summary>
/// Runs contenders in turn, round after round, so that all see the same machine. Each has to prove its work: what it
/// counted itself, and what the server counted.
/// </summary>
internal sealed class RoundRobin(int warmUps, int rounds, IRequestCounter counter, Action<string> log, CancellationToken cancellation)
{
    public void Run(string scenario, IReadOnlyList<Series> series)
    {
        foreach (Series one in series)
        {
            Guard(one, () => Prove(one));
        }

        for (int round = 1 - warmUps; round <= rounds; round++)
        {
            foreach (Series one in series.Where(one => one.Failure is null && (round >= 0 || one.Contender.InProcess)))
            {
                // Only this process gets faster by running: a child starts afresh, so one round warms the file cache.
                Guard(one, () => Measure(scenario, one, round));
            }
        }
    }

    private void Prove(Series one)
    {
        Workload few = one.Work.Take(Math.Max(20, 4 * one.Work.Throttle));
        if (one.Contender.Prove(few, cancellation) is { } proof)
        {
            Check(few, proof);
        }
    }

    private void Measure(string scenario, Series one, int round)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        counter.Restart();
        long allocated = GC.GetTotalAllocatedBytes(precise: true);
        TimeSpan? cpu = Cpu(one.Contender);
        long start = Stopwatch.GetTimestamp();

        RunOutcome outcome = one.Contender.Run(one.Work, cancellation);

        TimeSpan wall = Stopwatch.GetElapsedTime(start);
        cpu = Cpu(one.Contender) - cpu;
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        Check(one.Work, outcome);
        CheckServed(one, outcome);
        var sample = new Sample(one.Work.Count, outcome.Wall ?? wall, outcome.Cpu ?? cpu, one.Contender.InProcess ? allocated : null);
        log($"{scenario}: {(round > 0 ? $"round {round}/{rounds}" : "warm-up")}: {one.Label}: {Spread.Format(sample.Rate)}/s");
        if (round > 0)
        {
            one.Add(sample);
        }
    }

    private static TimeSpan? Cpu(Contender contender) => contender.InProcess ? CpuClock.OfThisProcess : CpuClock.OfChildren;

    private static void Check(Workload work, RunOutcome outcome)
    {
        if (outcome.Succeeded is { } succeeded && succeeded != work.Count)
        {
            throw new BenchmarkException($"{succeeded:N0} of {work.Count:N0} requests succeeded");
        }

        if (outcome.Bytes is { } bytes && work.BodyBytes is { } each && bytes != each * work.Count)
        {
            throw new BenchmarkException($"{bytes:N0} bytes came instead of {each * work.Count:N0}");
        }
    }

    private void CheckServed(Series one, RunOutcome outcome)
    {
        if (!one.Contender.UsesNetwork)
        {
            return;
        }

        Served served = counter.Read();
        if (served.Requests != one.Work.Count + outcome.Unmeasured)
        {
            throw new BenchmarkException($"the server saw {served.Requests:N0} requests instead of {one.Work.Count + outcome.Unmeasured:N0}");
        }

        if (served.Peak > one.Work.Throttle)
        {
            throw new BenchmarkException($"the server saw {served.Peak:N0} requests at once, {one.Work.Throttle:N0} were allowed");
        }
    }

    private void Guard(Series one, Action action)
    {
        try
        {
            cancellation.ThrowIfCancellationRequested();
            action();
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            one.Failure = $"{exception.GetType().Name}: {exception.Message}";
            log($"{one.Label} dropped out: {one.Failure}");
        }
    }
}
