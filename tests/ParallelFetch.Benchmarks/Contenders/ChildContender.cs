using ParallelFetch.Benchmarks.Peers;

namespace ParallelFetch.Benchmarks.Contenders;

/// <summary>A peer that is a program of its own, fed with a file of URLs.</summary>
internal abstract class ChildContender(Tool tool) : Contender
{
    private IReadOnlyList<string>? _written;

    public override bool InProcess => false;

    protected Tool Tool => tool;

    protected TemporaryFolder Folder { get; } = new();

    protected override void Dispose(bool disposing)
    {
        Folder.Dispose();
        base.Dispose(disposing);
    }

    protected string Execute(IEnumerable<string> arguments, CancellationToken cancellation) =>
        ChildProcess.RunOrThrow(tool.Path!, [.. tool.FirstArguments, .. arguments], cancellation);

    /// <summary>The file of URLs, written anew only when the work changes: writing it is not what is timed.</summary>
    protected string InputFile(Workload work, Func<string, int, string> line)
    {
        string path = Folder.File("urls.txt");
        if (!ReferenceEquals(_written, work.Urls))
        {
            File.WriteAllLines(path, work.Urls.Select(line));
            _written = work.Urls;
        }

        return path;
    }
}
