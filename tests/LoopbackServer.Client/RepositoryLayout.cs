namespace LoopbackServer.Client;

/// <summary>Where things are in the repository that the running tests were built from.</summary>
public static class RepositoryLayout
{
    private const string ManifestName = "ParallelFetch.psd1";

    private static readonly Lazy<string> LazyRoot = new(FindRoot);

    /// <summary>The folder that contains the module manifest.</summary>
    public static string Root => LazyRoot.Value;

    /// <summary>The module manifest, as a user imports it.</summary>
    public static string ModuleManifest => Path.Combine(Root, ManifestName);

    /// <summary>The built server.</summary>
    /// <exception cref="FileNotFoundException">It has not been built.</exception>
    public static string LoopbackServerAssembly
    {
        get
        {
            var path = Path.Combine(Root, "artifacts", "LoopbackServer", "LoopbackServer.dll");
            return File.Exists(path)
                ? path
                : throw new FileNotFoundException(
                    $"'{path}' is missing: build it with 'dotnet build tests/LoopbackServer/LoopbackServer.csproj' in '{Root}'.", path);
        }
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, ManifestName)))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException(
            $"No folder above '{AppContext.BaseDirectory}' contains {ManifestName}: run the tests from the repository's own build output.");
    }
}
