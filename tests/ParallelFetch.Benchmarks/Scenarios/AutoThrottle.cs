using ParallelFetch.Benchmarks.Reporting;
using ParallelFetch.Retry;

namespace ParallelFetch.Benchmarks.Scenarios;

/// <summary>
/// -AutoThrottle against a server whose capacity changes: the limit that it finds over time, as a picture, and what got
/// through.
/// </summary>
internal sealed class AutoThrottle : Scenario
{
    private const int LatencyMs = 20;
    private const int Mark = 24;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);
    private static readonly (int Capacity, double Seconds)[] Phases = [(8, 5), (4, 5), (16, 6)];

    public override string Name => "autothrottle";

    public override string Title => $"AutoThrottle against a capacity that changes ({LatencyMs} ms, 429 above {Mark} present)";

    protected override void Run(BenchmarkContext context, ScenarioReport report)
    {
        double scale = context.Options.Smoke ? 0.05 : 1;
        LoopbackServer.Client.ServerScope scope = context.Loopback.NewScope("auto");
        string url = scope.Url($"capacity?c={Phases[0].Capacity}&latencyMs={LatencyMs}&mark={Mark}&id=a").AbsoluteUri;
        var samples = new List<(double At, int Limit, int Capacity)>();
        (long served, long refused) = (0L, 0L);
        double ideal = 0;
        using var engine = new FetchEngine();
        using FetchBatch batch = engine.StartBatch(new FetchLimits { Throttle = 200, AutoThrottle = true }, inOrder: false);
        var options = new FetchOptions { Retry = RetryOptions.None with { MaximumRetryAfter = TimeSpan.Zero } };
        long start = TimeProvider.System.GetTimestamp();
        double end = 0;
        foreach ((int capacity, double seconds) in Phases)
        {
            scope.SetCapacityAsync("a", capacity, context.Cancellation).GetAwaiter().GetResult();
            end += seconds * scale;
            ideal += seconds * scale * capacity / (LatencyMs / 1000.0);
            double now;
            while ((now = TimeProvider.System.GetElapsedTime(start).TotalSeconds) < end)
            {
                while (!batch.IsFull)
                {
                    batch.Add(FetchRequest.Create(url, options));
                }

                batch.WaitForOutcome(Tick, context.Cancellation);
                while (batch.TryTake(out FetchOutcome? outcome))
                {
                    served += outcome.StatusCode == 200 ? 1 : 0;
                    refused += outcome.StatusCode == 429 ? 1 : 0;
                }

                samples.Add((now, engine.GetHosts()[0].AutoLimit ?? 0, capacity));
            }
        }

        report.Note(FormattableString.Invariant(
            $"{served} served, {refused} refused ({100.0 * refused / Math.Max(1, served + refused):0.00} %), {served / ideal:0.00} × what the capacities could have served in all."));
        if (!context.Options.Smoke)
        {
            string path = Path.GetFullPath("autothrottle.svg");
            File.WriteAllText(path, LimitPicture.Draw(samples));
            report.Note($"The picture is in {Path.GetFileName(path)}, in the current directory.");
        }
    }
}
