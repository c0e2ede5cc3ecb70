using ParallelFetch.Benchmarks.Peers;

namespace ParallelFetch.Benchmarks.Contenders.Persistent;

/// <summary>A program that can only write files: what is there in the end has arrived.</summary>
internal abstract class PersistentDownloader(Tool tool) : PersistentContender(tool)
{
    public override PersistentOutcome Run(PersistentWork work, CancellationToken cancellation)
    {
        DirectoryInfo target = Directory.CreateDirectory(Folder.File("bodies"));
        try
        {
            (_, TimeSpan wall, DateTimeOffset startedAt) = Execute(work, Arguments(work, target.FullName), cancellation);
            return new PersistentOutcome(target.GetFiles().Count(static file => file.Length > 0), wall, startedAt);
        }
        finally
        {
            target.Delete(recursive: true);
        }
    }

    protected abstract IEnumerable<string> Arguments(PersistentWork work, string folder);
}
