using ParallelFetch.Benchmarks.Peers;

namespace ParallelFetch.Benchmarks.Contenders;

/// <summary>All contenders by the name they have on the command line.</summary>
internal static class ContenderCatalog
{
    private static readonly (string Key, Func<Toolbox, Tool?> Needs, Func<Toolbox, Contender> Create)[] Entries =
    [
        ("bare", _ => null, _ => new BareLoop()),
        ("engine", _ => null, _ => new EngineContender()),
        ("noop", _ => null, _ => new NoOpContender()),
        ("pipeline", _ => null, _ => new PipelineContender()),
        ("pipeline-progress", _ => null, _ => new PipelineContender(progress: true)),
        ("h2load", tools => tools.H2Load, tools => new H2LoadContender(tools.H2Load)),
        ("pycurl", tools => tools.Pycurl, tools => new PycurlContender(tools.Pycurl, tight: true)),
        ("curl", tools => tools.Curl, tools => new CurlContender(tools.Curl)),
        ("pyparallelcurl", tools => tools.Pycurl, tools => new PycurlContender(tools.Pycurl, tight: false)),
        ("aria2", tools => tools.Aria2, tools => new Aria2Contender(tools.Aria2)),
        ("foreach-httpclient", _ => null, _ => new ForEachHttpClientContender()),
        ("foreach-iwr", tools => tools.Pwsh, tools => new InvokeWebRequestContender(tools.Pwsh, parallel: true)),
        ("iwr", tools => tools.Pwsh, tools => new InvokeWebRequestContender(tools.Pwsh, parallel: false)),
    ];

    public static string[] Keys { get; } = [.. Entries.Select(entry => entry.Key)];

    /// <summary>Makes those of these names whose programs are there, in the catalog's order.</summary>
    public static IEnumerable<Contender> Create(Toolbox tools, IEnumerable<string> keys)
    {
        string[] wanted = [.. keys];
        return Entries.Where(entry => wanted.Contains(entry.Key) && entry.Needs(tools) is null or { IsThere: true }).Select(entry => entry.Create(tools));
    }
}
