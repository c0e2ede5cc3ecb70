namespace ParallelFetch.Benchmarks;

/// <summary>A folder that goes away.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private const string Prefix = "parallelfetch-benchmark-";
    private const string MemoryFolder = "/dev/shm";

    private readonly DirectoryInfo _folder;

    /// <param name="inMemory">Not on a disk, where the system has such a place.</param>
    public TemporaryFolder(bool inMemory = false) => _folder = inMemory && Directory.Exists(MemoryFolder)
        ? Directory.CreateDirectory(System.IO.Path.Combine(MemoryFolder, Prefix + System.IO.Path.GetRandomFileName()))
        : Directory.CreateTempSubdirectory(Prefix);

    public string Path => _folder.FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void OpenToReaders()
    {
        if (!OperatingSystem.IsWindows())
        {
            System.IO.File.SetUnixFileMode(
                Path,
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
                | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        }
    }

    public void Dispose()
    {
        try
        {
            _folder.Delete(recursive: true);
        }
        catch (IOException)
        {
            // Somebody still has a file open; the system clears its temporary folder some day.
        }
    }
}
