using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using ParallelFetch.Benchmarks.Peers;

namespace ParallelFetch.Benchmarks.Contenders.Persistent;

/// <summary>A program that is to get a list through. Each run is a process of its own, which has learned nothing before.</summary>
internal abstract class PersistentContender(Tool tool) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>The name on the command line.</summary>
    public abstract string Key { get; }

    /// <summary>The name in tables.</summary>
    public abstract string Title { get; }

    /// <summary>Whether it is ParallelFetch: then a failure fails the benchmark.</summary>
    public virtual bool IsOurs => false;

    /// <summary>How many requests it makes at the most where each of them takes its time.</summary>
    public virtual int MaximumSlowRequests => int.MaxValue;

    protected Tool Tool => tool;

    protected TemporaryFolder Folder { get; } = new(inMemory: true);

    public abstract PersistentOutcome Run(PersistentWork work, CancellationToken cancellation);

    public void Dispose() => Folder.Dispose();

    protected static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    protected string InputFile(PersistentWork work, Func<string, int, string> line)
    {
        string path = Folder.File("urls.txt");
        File.WriteAllLines(path, work.Urls.Select(line));
        return path;
    }

    /// <summary>Runs the program to whatever end: most of them end with an error when a single URL is lost.</summary>
    protected (ChildResult Result, TimeSpan Wall, DateTimeOffset StartedAt) Execute(
        PersistentWork work, IEnumerable<string> arguments, CancellationToken cancellation)
    {
        string[] command = [tool.Path!, .. tool.FirstArguments, .. arguments];
        if (work.Descriptors is { } most)
        {
            command = ["/bin/sh", "-c", $"ulimit -n {Text(most)}; exec \"$0\" \"$@\"", .. command];
        }

        DateTimeOffset startedAt = DateTimeOffset.UtcNow;
        long start = Stopwatch.GetTimestamp();
        ChildResult result = ChildProcess.Run(command[0], command[1..], Patience, cancellation);
        return (result, Stopwatch.GetElapsedTime(start), startedAt);
    }

    /// <summary>Runs a script of ours, whose last line of output says what it did.</summary>
    protected PersistentOutcome ExecuteScript(
        PersistentWork work, string script, IEnumerable<string> arguments, CancellationToken cancellation)
    {
        string path = EmbeddedScript.WriteTo(Folder, script);
        (ChildResult result, _, _) = Execute(work, ["-NoProfile", "-NonInteractive", "-File", path, .. arguments], cancellation);
        string line = result.Output.TrimEnd().Split('\n')[^1];
        if (result.ExitCode != 0 || !line.StartsWith('{'))
        {
            // The first words: what follows is the stack of a host that has broken down.
            string words = $"{line} {result.Errors.Trim()}".Trim().ReplaceLineEndings(" ");
            throw new BenchmarkException($"{script} ended with {result.ExitCode}: {words[..Math.Min(200, words.Length)]}");
        }

        Report report = JsonSerializer.Deserialize<Report>(line, Json)!;
        return new PersistentOutcome(report.Got, TimeSpan.FromSeconds(report.WallSeconds), report.StartedAt, report.Ends);
    }

    private sealed record Report(long Got, double WallSeconds, DateTimeOffset StartedAt, string? Ends);
}
