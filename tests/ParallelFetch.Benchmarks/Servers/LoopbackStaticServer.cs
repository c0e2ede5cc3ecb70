using System.Globalization;
using LoopbackServer.Client;

namespace ParallelFetch.Benchmarks.Servers;

/// <summary>Stands in where nginx is missing: the same bodies, but the server itself is then the bottleneck.</summary>
internal sealed class LoopbackStaticServer(LoopbackServerProcess server, long largeSize, string reason) : IStaticServer
{
    private readonly ServerScope _scope = server.NewScope();
    private ScopeCounter? _counter;

    public string Description => $"LoopbackServer (Kestrel) in place of nginx: {reason}; it is slower, so ratios between fast clients shrink";

    public string Url(StaticFile file, bool tls = false)
    {
        long size = file switch
        {
            StaticFile.Small => StaticFiles.SmallSize,
            StaticFile.Text => StaticFiles.TextSize,
            _ => largeSize,
        };
        string path = string.Create(CultureInfo.InvariantCulture, $"bytes/{size}");
        return (tls ? _scope.HttpsUrl(path) : _scope.Url(path)).AbsoluteUri;
    }

    public void Restart() => (_counter ??= new ScopeCounter(_scope)).Restart();

    public Served Read() => _counter!.Read();

    public void Dispose()
    {
        // The process belongs to whoever started it.
    }
}
