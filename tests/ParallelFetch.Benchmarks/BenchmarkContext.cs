using LoopbackServer.Client;
using ParallelFetch.Benchmarks.Contenders;
using ParallelFetch.Benchmarks.Measuring;
using ParallelFetch.Benchmarks.Peers;
using ParallelFetch.Benchmarks.Servers;

namespace ParallelFetch.Benchmarks;

/// <summary>What scenarios share: the options, the peers, and servers that start when they are first needed.</summary>
internal sealed class BenchmarkContext(BenchmarkOptions options, Toolbox tools, CancellationToken cancellation) : IDisposable
{
    private LoopbackServerProcess? _loopback;
    private IStaticServer? _static;

    public BenchmarkOptions Options => options;

    public Toolbox Tools => tools;

    public CancellationToken Cancellation => cancellation;

    public long LargeSize => options.Smoke ? 16L << 20 : 1L << 30;

    public LoopbackServerProcess Loopback => _loopback ??= LoopbackServerProcess.Start();

    public IStaticServer Static => _static ??= StartStatic();

    public void Log(string line) => Console.Error.WriteLine($"{DateTime.Now:HH:mm:ss} {line}");

    /// <summary>The contenders of these names that were asked for and are on this machine.</summary>
    public IEnumerable<Contender> Contenders(params string[] keys) => ContenderCatalog.Create(tools, keys.Where(IsWanted));

    public bool IsWanted(string key) => options.Contenders.Count == 0 || options.Contenders.Contains(key, StringComparer.OrdinalIgnoreCase);

    /// <summary>Measures contenders in turn and lets go of them.</summary>
    public void Measure(string scenario, IReadOnlyList<Series> series, IRequestCounter counter, int warmUps, int rounds)
    {
        try
        {
            new RoundRobin(options.WarmUpsOr(warmUps), options.RoundsOr(rounds), counter, Log, cancellation).Run(scenario, series);
        }
        finally
        {
            foreach (Contender contender in series.Select(one => one.Contender).Distinct())
            {
                contender.Dispose();
            }
        }
    }

    public void Dispose()
    {
        _static?.Dispose();
        _loopback?.Dispose();
    }

    private IStaticServer StartStatic()
    {
        string reason = $"it is missing (`{tools.Nginx.Install}`)";
        if (tools.Nginx.IsThere)
        {
            try
            {
                return NginxServer.Start(tools.Nginx, LargeSize);
            }
            catch (BenchmarkException exception)
            {
                reason = exception.Message;
            }
        }

        Log($"LoopbackServer in place of nginx: {reason}");
        return new LoopbackStaticServer(Loopback, LargeSize, reason);
    }
}
