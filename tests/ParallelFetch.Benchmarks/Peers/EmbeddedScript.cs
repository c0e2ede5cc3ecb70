namespace ParallelFetch.Benchmarks.Peers;

/// <summary>A script of another language that travels inside this program.</summary>
internal static class EmbeddedScript
{
    public static string WriteTo(TemporaryFolder folder, string name)
    {
        string path = folder.File(name);
        using Stream source = typeof(EmbeddedScript).Assembly.GetManifestResourceStream(name)
            ?? throw new BenchmarkException($"the script {name} is not in this program");
        using FileStream target = File.Create(path);
        source.CopyTo(target);
        return path;
    }
}
