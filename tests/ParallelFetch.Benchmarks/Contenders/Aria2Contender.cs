using System.Globalization;
using ParallelFetch.Benchmarks.Peers;

namespace ParallelFetch.Benchmarks.Contenders;

/// <summary>aria2c with a list of URLs. It can only write files.</summary>
internal sealed class Aria2Contender(Tool aria2) : ChildContender(aria2)
{
    private readonly TemporaryFolder _bodies = new(inMemory: true);

    public override string Key => "aria2";

    public override string Title => $"aria2c {Tool.Version} (writes files)";

    public override int MaximumRequests => 5_000;

    public override string? NoteOn(Workload work) => "aria2c can only write files; they go into memory (/dev/shm) where there is such a place.";

    public override RunOutcome Run(Workload work, CancellationToken cancellation)
    {
        string file = InputFile(work, (url, index) => string.Create(CultureInfo.InvariantCulture, $"{url}\n out={index}"));
        DirectoryInfo target = Directory.CreateDirectory(_bodies.File("bodies"));
        try
        {
            Execute(
                [
                    "--no-conf", "--quiet", "--file-allocation=none", "--auto-save-interval=0", "--max-connection-per-server=1",
                    "--check-certificate=false", $"--max-concurrent-downloads={work.Throttle}", $"--dir={target.FullName}", $"--input-file={file}",
                ],
                cancellation);
            FileInfo[] bodies = target.GetFiles();
            return new RunOutcome(bodies.Length, bodies.Sum(body => body.Length));
        }
        finally
        {
            target.Delete(recursive: true);
        }
    }

    protected override void Dispose(bool disposing)
    {
        _bodies.Dispose();
        base.Dispose(disposing);
    }
}
