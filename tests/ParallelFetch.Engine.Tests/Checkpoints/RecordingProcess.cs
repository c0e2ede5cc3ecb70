using System.Diagnostics;
using ParallelFetch.Checkpoints;

namespace ParallelFetch.Engine.Tests.Checkpoints;

/// <summary>
/// Another process that records entries 0, 1, 2 … until it is killed: this test assembly, run once more for the explicit
/// test in it.
/// </summary>
public sealed class RecordingProcess
{
    private const string PathVariable = "PARALLELFETCH_TEST_CHECKPOINT";

    /// <summary>What happens in the other process.</summary>
    [Fact(Explicit = true)]
    public void Records_until_it_is_killed()
    {
        string path = Environment.GetEnvironmentVariable(PathVariable)
            ?? throw new InvalidOperationException($"This runs only in a process started with {PathVariable}.");
        using FileStream progress = new(ProgressPath(path), FileMode.Create, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        using var journal = CheckpointJournal.Open(path, TimeProvider.System, TestContext.Current.CancellationToken);
        var recorded = new Queue<long>();
        for (int i = 0; ; i++)
        {
            long before = Stopwatch.GetTimestamp();
            journal.Record(CheckpointFixture.FullEntry(i));

            // One byte for each record that was older than the interval before this one: those have to be in the file now.
            while (recorded.TryPeek(out long at) && Stopwatch.GetElapsedTime(at, before) >= CheckpointJournal.WriteInterval)
            {
                recorded.Dequeue();
                progress.WriteByte((byte)'.');
            }

            recorded.Enqueue(Stopwatch.GetTimestamp());

            // Slow enough that a kill comes between writes as often as within one.
            Thread.SpinWait(500);
        }
    }

    internal static string ProgressPath(string path) => path + ".progress";

    /// <summary>Starts the process; end it by killing it.</summary>
    internal static Process Start(string path) => Process.Start(
        new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            ArgumentList =
            {
                typeof(RecordingProcess).Assembly.Location,
                "-explicit",
                "only",
                "-method",
                $"{typeof(RecordingProcess).FullName}.{nameof(Records_until_it_is_killed)}",
            },
            Environment = { [PathVariable] = path },
            RedirectStandardOutput = true,
        })!;
}
