namespace ParallelFetch.Engine.Tests.Fakes;

/// <summary>A file of a test's own.</summary>
internal sealed class TemporaryFile : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("ParallelFetch-");

    public TemporaryFile(params byte[] content)
    {
        Path = System.IO.Path.Combine(_directory.FullName, "file");
        File.WriteAllBytes(Path, content);
    }

    public string Path { get; }

    public void Dispose() => _directory.Delete(recursive: true);
}
