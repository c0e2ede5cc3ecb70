using ParallelFetch.Benchmarks.Peers;

namespace ParallelFetch.Benchmarks.Contenders.Persistent;

/// <summary>All persistent contenders by the name they have on the command line.</summary>
internal static class PersistentCatalog
{
    private static readonly (string Key, Func<Toolbox, Tool> Needs, Func<Tool, PersistentContender> Create)[] Entries =
    [
        ("pipeline", static tools => tools.Pwsh, static tool => new PersistentPipeline(tool)),
        ("foreach-iwr", static tools => tools.Pwsh, static tool => new PersistentInvokeWebRequest(tool)),
        ("curl", static tools => tools.Curl, static tool => new PersistentCurl(tool)),
        ("wget", static tools => tools.Wget, static tool => new PersistentWget(tool)),
        ("aria2", static tools => tools.Aria2, static tool => new PersistentAria2(tool)),
    ];

    public static string[] Keys { get; } = [.. Entries.Select(static entry => entry.Key)];

    /// <summary>Makes those that are wanted and there; says which are missing.</summary>
    public static IEnumerable<PersistentContender> Create(Toolbox tools, Func<string, bool> isWanted, Action<Tool> missing)
    {
        foreach ((string key, Func<Toolbox, Tool> needs, Func<Tool, PersistentContender> create) in Entries)
        {
            Tool tool = needs(tools);
            if (isWanted(key) && tool.IsThere)
            {
                yield return create(tool);
            }
            else if (isWanted(key))
            {
                missing(tool);
            }
        }
    }
}
